"""A compiled FEEL text: what `compile` gives and everybody evaluates."""

from collections.abc import Iterable, Mapping
from contextlib import nullcontext

from engine.dmn.feel import ast, calls, iteration, operators, tests  # noqa: F401 (they register how nodes compile)
from engine.dmn.feel.builtins import BUILT_IN_NAMES
from engine.dmn.feel.collector import collector_paused
from engine.dmn.feel.comparison import is_in
from engine.dmn.feel.compiler import Compiler
from engine.dmn.feel.lexer import Source
from engine.dmn.feel.limits import exceeded, placed
from engine.dmn.feel.parser import Kind, parse
from engine.dmn.feel.problems import START, FeelProblem
from engine.dmn.feel.run import Code, Frame, Run, measure
from engine.dmn.feel.types import Type
from engine.dmn.feel.values import Value
from engine.errors import LimitExceeded

_CHARS_PER_STEP = 40
_LONG = 2_000  # characters, from which on the garbage collector would be the slowest part
_CHEAP = 8  # steps that are not worth counting
_NO_NAMES: frozenset[str] = frozenset()  # one for all: a large table has thousands of cells without names


class Expression:
    """Compiled once, evaluated often, from any thread.

    `names` are the free variables: what the scope must provide. Names that are read in a filter only may be entries
    of the filtered contexts as well; they are in `filter_names`.
    """

    __slots__ = ("filter_names", "kind", "names", "run", "test", "text", "tree")

    run: Code  # the value in a frame of an evaluation that is under way
    test: tests.Test  # unary tests on a value in such a frame: True, False or None

    def __init__(self, text: str, kind: Kind, tree: ast.Node, compiler: Compiler) -> None:
        self.text = text
        self.kind = kind
        self.tree = tree
        # neither refers to the expression itself: what is no longer used is freed at once, without the collector
        if isinstance(tree, ast.UnaryTests):
            self.test = test = tests.compile_tests(compiler, tree)
            self.run = lambda frame: test(frame.values["?"], frame)
        else:
            self.run = run = compiler.compile(tree)
            self.test = lambda value, frame: is_in(value, run(frame), frame.run)
        price = len(text) // _CHARS_PER_STEP
        if price > _CHEAP:
            self.run, self.test = _priced(self.run, price), _priced_test(self.test, price)
        self.names = frozenset(compiler.free) or _NO_NAMES
        self.filter_names = frozenset(compiler.maybe_free - compiler.free) or _NO_NAMES

    def evaluate(self, scope: Mapping[str, Value], problems: list[FeelProblem] | None = None) -> Value:
        """The value in `scope` (FEEL values by name; `?` is the value under test of unary tests).

        What went wrong gives null and is appended to `problems`. LimitExceeded if a cap is reached.
        """
        try:
            result = self.run(Frame(scope, Run(problems)))
            measure(result)
        except RecursionError as error:
            raise placed(exceeded("recursion"), START.line, START.column) from error
        except LimitExceeded as limit:
            raise placed(limit, START.line, START.column) from None
        return result

    def __repr__(self) -> str:
        return f"Expression({self.text!r}, {self.kind!r})"


def _priced(code: Code, price: int) -> Code:
    """Code of a long text, which is worth some steps however it is built."""

    def run(frame: Frame) -> Value:
        frame.run.spend(price)
        return code(frame)

    return run


def _priced_test(test: tests.Test, price: int) -> tests.Test:
    def check(value: Value, frame: Frame) -> Value:
        frame.run.spend(price)
        return test(value, frame)

    return check


def compile(
    text: str,
    kind: Kind = "expression",
    *,
    names: Iterable[str] | None = None,
    members: Iterable[str] = (),
    types: Mapping[str, Type] | None = None,
    element: str | None = None,
    tree: ast.Node | None = None,
) -> Expression:
    """Compile a FEEL expression, or the unary tests of a table cell.

    `names` are the names in scope, which may then hold spaces; without them a name is one word. `members` are entry
    names with spaces that may follow a dot, `types` the item definitions that `instance of` may name,
    `element` the id that problems carry, `tree` what this very text was parsed to before, with the same names.
    Raises FeelSyntaxError (an InvalidModel) with a position, LimitExceeded.
    """
    known = None if names is None else frozenset(names)
    with collector_paused() if len(text) > _LONG else nullcontext():
        if tree is None:
            tree = parse(text, kind, names=known, members=members, functions=BUILT_IN_NAMES)
        compiler = Compiler(Source(text), types or {}, known or frozenset(), element)
        try:
            return Expression(text, kind, tree, compiler)
        except RecursionError as error:
            raise placed(exceeded("nesting"), START.line, START.column) from error
