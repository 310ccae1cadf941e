"""Compiles boxed expressions to closures over a frame whose values are all the names in scope (DMN 1.5, 10.2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.dmn import model
from engine.dmn.evaluation import Scope, witness_of
from engine.dmn.feel.functions import Callee, callee
from engine.dmn.feel.iteration import elements
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Code, Frame, Run
from engine.dmn.feel.types import Type
from engine.dmn.feel.values import Value, kind
from engine.dmn.table import compile_table
from engine.dmn.workshop import Workshop, conform

_Compile = Callable[["Bench", Any, frozenset[str]], Code]
_FEEL = "FEEL"


@dataclass(frozen=True, slots=True)
class Bench:
    """The workshop, and the decision or knowledge model that is being compiled: rule hits carry its id and name."""

    workshop: Workshop
    owner_id: str
    owner_name: str


def compile_boxed(bench: Bench, boxed: model.Boxed, names: frozenset[str]) -> Code:
    """Code for a boxed expression with these names in scope; its result is converted to the expression's own type."""
    code = _COMPILERS[type(boxed)](bench, boxed, names)
    type_ = bench.workshop.type_named(boxed.type_ref, boxed.place)
    return code if type_ is None else _typed(code, type_, boxed.place)


def _typed(code: Code, type_: Type, at: model.Place) -> Code:
    return lambda frame: conform(code(frame), type_, frame, at, "result")


def _literal(bench: Bench, boxed: model.LiteralExpression, names: frozenset[str]) -> Code:
    if not boxed.text.strip():
        return lambda _frame: None
    return bench.workshop.expression(boxed.text, names, boxed.place).run


def _context(bench: Bench, boxed: model.BoxedContext, names: frozenset[str]) -> Code:
    entries: list[tuple[str | None, Code]] = []
    for entry in boxed.entries:
        name = " ".join(entry.name.split()) if entry.name else None
        if name:
            names = names | {name}  # its own value too: a function may call itself
        code = compile_boxed(bench, entry.value, names)
        type_ = bench.workshop.type_named(entry.type_ref, entry.value.place)
        entries.append((name, code if type_ is None else _typed(code, type_, entry.value.place)))

    def build(frame: Frame) -> Value:
        values: dict[str, Value] = {}
        frame.run.spend(len(entries))
        scope = Scope({}, frame.values)
        inner = Frame(scope, frame.run)
        result: Value = values
        for name, code in entries:
            value = code(inner)
            if name is None:
                result = value
                break
            values[name] = scope[name] = value
        if (witness := witness_of(frame.run)) is not None:
            witness.build(values)
        return result

    return build


def _list(bench: Bench, boxed: model.BoxedList, names: frozenset[str]) -> Code:
    items = [compile_boxed(bench, item, names) for item in boxed.items]

    def build(frame: Frame) -> Value:
        frame.run.spend(len(items))
        return [item(frame) for item in items]

    return build


def _relation(bench: Bench, boxed: model.Relation, names: frozenset[str]) -> Code:
    rows = [[compile_boxed(bench, cell, names) for cell in row] for row in boxed.rows]
    columns = boxed.columns

    def build(frame: Frame) -> Value:
        frame.run.spend(len(rows) * len(columns))
        return [{column: cell(frame) for column, cell in zip(columns, row, strict=False)} for row in rows]

    return build


def _invocation(bench: Bench, boxed: model.Invocation, names: frozenset[str]) -> Code:
    function = compile_boxed(bench, boxed.function, names)
    bindings = [(name, compile_boxed(bench, value, names)) for name, value in boxed.bindings]
    element = boxed.place.element_id

    def invoke(frame: Frame) -> Value:
        called = function(frame)
        arguments = {name: value(frame) for name, value in bindings}
        try:
            target = callee(called)
            unbound = {name: None for name in target.parameters if name not in arguments}
            return target.call_named(arguments | unbound, frame.run)
        except Failure as failure:
            frame.run.problem(str(failure), element=element)
            return None

    return invoke


class BoxedFunction(Callee):
    """A function whose body is a boxed expression; called with its parameters on top of the scope of definition."""

    __slots__ = ("_body", "_result", "_types", "at", "scope")

    def __init__(
        self,
        name: str,
        parameters: tuple[str, ...],
        types: tuple[Type | None, ...],
        body: Code,
        at: model.Place,
        result: Type | None = None,
    ) -> None:
        super().__init__(name, parameters)
        self._types = types
        self._body = body
        self._result = result
        self.at = at
        self.scope: Any = {}

    def call(self, arguments: Sequence[Value], run: Run) -> Value:
        witness = witness_of(run)
        if witness is None:
            return self._call(arguments, run)
        return witness.call(self, arguments, lambda: self._call(arguments, run))

    def _call(self, arguments: Sequence[Value], run: Run) -> Value:
        if len(arguments) != len(self.parameters):
            raise Failure(f"{self.name}: expected {len(self.parameters)} arguments, found {len(arguments)}")
        scope = Scope({}, self.scope)
        frame = Frame(scope, run)
        for name, type_, argument in zip(self.parameters, self._types, arguments, strict=True):
            scope[name] = conform(argument, type_, frame, self.at, f"{self.name}: {name}")
            if scope[name] is None and argument is not None:
                return None
        run.enter()
        result = self._body(frame)
        run.leave()
        return conform(result, self._result, frame, self.at, self.name)


def compile_function(
    bench: Bench, function: model.FunctionDefinition, names: frozenset[str], name: str, result: Type | None = None
) -> Callable[[], BoxedFunction]:
    """Makes the function; its `scope` is to be set by whoever defines it."""
    parameters = tuple(" ".join(parameter.split()) for parameter, _ in function.parameters)
    types = tuple(bench.workshop.type_named(type_, function.place) for _, type_ in function.parameters)
    body = _body(bench, function, names | frozenset(parameters))
    return lambda: BoxedFunction(name, parameters, types, body, function.place, result)


def _body(bench: Bench, function: model.FunctionDefinition, names: frozenset[str]) -> Code:
    at = function.place
    if function.kind != _FEEL or function.body is None:
        found = function.kind if function.kind != _FEEL else "no body"
        message = f"expected a function written in FEEL, found {found}; code of other languages is never run"
        return lambda frame: frame.run.problem(message, element=at.element_id)
    return compile_boxed(bench, function.body, names)


def _function(bench: Bench, boxed: model.FunctionDefinition, names: frozenset[str]) -> Code:
    make = compile_function(bench, boxed, names, "function")

    def define(frame: Frame) -> Value:
        function = make()
        function.scope = frame.values
        return function

    return define


def _conditional(bench: Bench, boxed: model.Conditional, names: frozenset[str]) -> Code:
    condition = compile_boxed(bench, boxed.condition, names)
    then = compile_boxed(bench, boxed.then, names)
    otherwise = compile_boxed(bench, boxed.otherwise, names)
    return lambda frame: then(frame) if condition(frame) is True else otherwise(frame)


def _filter(bench: Bench, boxed: model.BoxedFilter, names: frozenset[str]) -> Code:
    source = compile_boxed(bench, boxed.source, names)
    match = compile_boxed(bench, boxed.match, names | {"item"} | bench.workshop.members)
    element = boxed.place.element_id

    def select(frame: Frame) -> Value:
        value = source(frame)
        try:
            items = list(elements(value, frame.run))
        except Failure as failure:
            frame.run.problem(str(failure), element=element)
            return None
        chosen = []
        for item in items:
            frame.run.spend()
            entries = item if isinstance(item, dict) else {}
            found = match(Frame(Scope({"item": item, **entries}, frame.values), frame.run))
            if found is not None and type(found) is not bool:
                frame.run.problem(f"expected true or false from the match, found {kind(found)}", element=element)
                return None
            if found:
                chosen.append(item)
        return chosen

    return select


def _iterator(bench: Bench, boxed: model.Iterator, names: frozenset[str]) -> Code:
    source = compile_boxed(bench, boxed.source, names)
    known = names | {boxed.variable} | ({"partial"} if boxed.kind == "for" else frozenset())
    body, variable, element = compile_boxed(bench, boxed.body, known), boxed.variable, boxed.place.element_id

    def values(frame: Frame) -> Value:
        results: list[Value] = []
        for value in elements(source(frame), frame.run):
            frame.run.spend(1 + (len(results) >> 6))
            results.append(body(Frame(Scope({variable: value, "partial": list(results)}, frame.values), frame.run)))
        return results

    def check(frame: Frame) -> Value:
        decisive = boxed.kind == "some"
        result: Value = not decisive
        for value in elements(source(frame), frame.run):
            frame.run.spend()
            found = body(Frame(Scope({variable: value}, frame.values), frame.run))
            if found is decisive:
                return decisive
            if found is None:
                result = None
            elif type(found) is not bool:
                raise Failure(f"expected true or false from <satisfies>, found {kind(found)}")
        return result

    iterate = values if boxed.kind == "for" else check

    def guarded(frame: Frame) -> Value:
        try:
            return iterate(frame)
        except Failure as failure:
            frame.run.problem(str(failure), element=element)
            return None

    return guarded


def _table(bench: Bench, boxed: model.DecisionTable, names: frozenset[str]) -> Code:
    return compile_table(bench.workshop, boxed, names, (bench.owner_id, bench.owner_name))


_COMPILERS: dict[type[model.Boxed], _Compile] = {
    model.LiteralExpression: _literal,
    model.BoxedContext: _context,
    model.BoxedList: _list,
    model.Relation: _relation,
    model.Invocation: _invocation,
    model.FunctionDefinition: _function,
    model.Conditional: _conditional,
    model.BoxedFilter: _filter,
    model.Iterator: _iterator,
    model.DecisionTable: _table,
}
