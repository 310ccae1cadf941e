"""Compiles the syntax tree to Python closures; names are resolved to frames here, not at run time."""

from collections.abc import Callable, Mapping, Set
from decimal import Decimal
from typing import Any

from engine.dmn.feel import ast
from engine.dmn.feel.builtins import BUILT_INS
from engine.dmn.feel.lexer import Source
from engine.dmn.feel.limits import placed
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Code, Frame
from engine.dmn.feel.temporal import parse_at
from engine.dmn.feel.types import Type, from_syntax
from engine.dmn.feel.values import Value, to_feel
from engine.dmn.feel.walk import Census
from engine.errors import LimitExceeded

Layer = Set[str] | None  # the names of a frame; None for a frame whose names are known at run time only
Rule = Callable[["Compiler", Any], Code]

_FOREIGN = (int, float, tuple)
_NODES_PER_STEP = 8
_RULES: dict[type[ast.Node], Rule] = {}


def rule(node_type: type[ast.Node]) -> Callable[[Rule], Rule]:
    """Register how nodes of one type are compiled."""

    def register(function: Rule) -> Rule:
        _RULES[node_type] = function
        return function

    return register


class Compiler:
    """Compiles one source text; `free` collects the names that the caller's scope must provide.

    A name inside a filter may be an entry of the filtered contexts: `maybe_free` collects those.
    """

    def __init__(
        self, source: Source, types: Mapping[str, Type], names: frozenset[str] = frozenset(), element: str | None = None
    ) -> None:
        self.source = source
        self.element = element
        self.types = types
        self.names = names
        self.free: set[str] = set()
        self.maybe_free: set[str] = set()
        self._census = Census()
        self._layers: list[Layer] = []

    def compile(self, node: ast.Node) -> Code:
        return _RULES[type(node)](self, node)

    def inner(self, node: ast.Node, *layers: Layer) -> Code:
        """Compile a part that runs in one more frame per layer."""
        self._layers.extend(layers)
        code = self.compile(node)
        del self._layers[len(self._layers) - len(layers) :]
        return code

    def within(self, compile_part: Callable[[], Any], *layers: Layer) -> Any:
        """Run `compile_part` as if inside one more frame per layer."""
        self._layers.extend(layers)
        result = compile_part()
        del self._layers[len(self._layers) - len(layers) :]
        return result

    def reporter(self, at: int) -> Callable[[Frame, object], None]:
        """Records a problem at that place of the source; the result of the call is the null."""
        source, element = self.source, self.element

        def report(frame: Frame, message: object) -> None:
            frame.run.problem(str(message), source.position(at), element)

        return report

    def placer(self, at: int) -> Callable[[LimitExceeded], LimitExceeded]:
        """Gives a limit that was reached the place in the source, for the one who raises it again."""
        source, element = self.source, self.element

        def place(error: LimitExceeded) -> LimitExceeded:
            position = source.position(at)
            return placed(error, position.line, position.column, element)

        return place

    def mentions(self, node: ast.Node, name: str) -> bool:
        """Whether a name of that spelling is read anywhere in the part."""
        return name in self.source.text and self._census.mentions(node, name)

    def price(self, node: ast.Node) -> int:
        """The steps that one evaluation of the part is worth."""
        return 2 + self._census.size(node) // _NODES_PER_STEP

    def type_of(self, name: ast.TypeName) -> Type:
        found = from_syntax(name, self.types)
        if found is None:
            raise self.source.error(f"expected the name of a type, found {name.name!r}", name.at)
        return found

    def is_built_in(self, name: str) -> bool:
        """Whether a name in call position means the library's function: nothing in scope hides it."""
        return (
            name in BUILT_INS and name not in self.names and not any(layer and name in layer for layer in self._layers)
        )

    def lookup(self, name: str, at: int) -> Code:
        """Code that reads a name from the nearest frame that has it."""
        dynamic: list[int] = []
        for hops, layer in enumerate(reversed(self._layers)):
            if layer is None:
                dynamic.append(hops)
            elif name in layer:
                return _with_dynamic(name, dynamic, _local(name, hops))
        return _with_dynamic(name, dynamic, self._global(name, at, is_maybe_entry=bool(dynamic)))

    def _global(self, name: str, at: int, *, is_maybe_entry: bool) -> Code:
        built_in = BUILT_INS.get(name) if name not in self.names else None
        if built_in is None:
            (self.maybe_free if is_maybe_entry else self.free).add(name)
        report = self.reporter(at)
        hops = len(self._layers)

        def read(frame: Frame) -> Value:
            for _ in range(hops):
                frame = frame.outer  # type: ignore[assignment] # there is one frame per layer
            try:
                value = frame.values[name]
            except KeyError:
                return (
                    report(frame, f"expected a variable called {name!r}, found none") if built_in is None else built_in
                )
            return to_feel(value) if type(value) in _FOREIGN else value

        return read


def _local(name: str, hops: int) -> Code:
    if hops == 0:
        return lambda frame: frame.values[name]
    if hops == 1:
        return lambda frame: frame.outer.values[name]  # type: ignore[union-attr]

    def read(frame: Frame) -> Value:
        for _ in range(hops):
            frame = frame.outer  # type: ignore[assignment]
        return frame.values[name]

    return read


def _with_dynamic(name: str, hops: list[int], otherwise: Code) -> Code:
    """Look first in the contexts that are being filtered, the innermost one first."""
    if not hops:
        return otherwise

    def read(frame: Frame) -> Value:
        current, distance = frame, 0
        for hop in hops:
            while distance < hop:
                current, distance = current.outer, distance + 1  # type: ignore[assignment]
            if name in current.values:
                return current.values[name]
        return otherwise(frame)

    return read


def constant(value: Value) -> Code:
    return lambda _frame: value


@rule(ast.Literal)
def _literal(_compiler: Compiler, node: ast.Literal) -> Code:
    value = node.value
    return constant(value)


@rule(ast.AtLiteral)
def _at_literal(compiler: Compiler, node: ast.AtLiteral) -> Code:
    try:
        return constant(parse_at(node.text))
    except Failure as failure:
        report, message = compiler.reporter(node.at), str(failure)
        return lambda frame: report(frame, message)


@rule(ast.Name)
def _name(compiler: Compiler, node: ast.Name) -> Code:
    return compiler.lookup(node.name, node.at)


@rule(ast.ListLiteral)
def _list(compiler: Compiler, node: ast.ListLiteral) -> Code:
    items = [compiler.compile(item) for item in node.items]
    return lambda frame: [item(frame) for item in items]


@rule(ast.ContextLiteral)
def _context(compiler: Compiler, node: ast.ContextLiteral) -> Code:
    known: set[str] = set()  # grows while the entries are compiled: each sees those before it
    entries: list[tuple[str, Code]] = []
    for key, value in node.entries:
        if key in known:
            report, message = compiler.reporter(node.at), f"expected each key of a context once, found {key!r} again"
            return lambda frame: report(frame, message)
        is_function = isinstance(value, ast.FunctionLiteral)
        if is_function:  # it may call itself
            known.add(key)
        entries.append((key, compiler.inner(value, known)))
        known.add(key)

    def build(frame: Frame) -> Value:
        values: dict[str, Value] = {}
        inner = Frame(values, frame.run, frame)
        for key, code in entries:
            values[key] = code(inner)
        return values

    return build


@rule(ast.If)
def _if(compiler: Compiler, node: ast.If) -> Code:
    condition, then = compiler.compile(node.condition), compiler.compile(node.then)
    otherwise = compiler.compile(node.otherwise)

    def choose(frame: Frame) -> Value:
        return then(frame) if condition(frame) is True else otherwise(frame)

    return choose


def is_number(value: Value) -> bool:
    return type(value) is Decimal or type(value) is int
