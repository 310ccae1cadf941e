"""What a caller gives to a decision: names, types, the values that may be chosen, and how JSON becomes such values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.dmn import model
from engine.dmn.assemble import Assembled
from engine.dmn.feel import ast, temporal
from engine.dmn.feel.expression import compile
from engine.dmn.feel.limits import LIMITS
from engine.dmn.feel.problems import Failure, FeelSyntaxError
from engine.dmn.feel.types import Type
from engine.dmn.feel.values import Value
from engine.dmn.feel.walk import descend
from engine.dmn.graph import DecisionNode, InputNode, Reach
from engine.errors import LimitExceeded

_AT = re.compile(r'@"([^"]{1,100})"')
_PARSERS = {
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "date and time": temporal.parse_datetime,
    "days and time duration": temporal.parse_days,
    "years and months duration": temporal.parse_months,
}


@dataclass(frozen=True, slots=True)
class Needed:
    """One value that the caller gives.

    `type` is as the model calls it, `kind` the FEEL type behind it ("any" if none is given); `element` is the kind of
    the items of a list. Only `choices` are allowed, if there are any; `hints` are texts and numbers that tables compare
    it with. `parts` are the entries of a context that its type names, or else those that expressions read.
    """

    id: str
    name: str
    type: str
    kind: str
    element: str = ""
    choices: tuple[Value, ...] = ()
    hints: tuple[Value, ...] = ()
    parts: tuple["Needed", ...] = ()


def needs(reach: Reach, assembled: Assembled) -> tuple[Needed, ...]:
    """Everything in `reach` that is given by the caller; own inputs in the order of the file."""
    order = {found.id: place for place, found in enumerate(assembled.definitions.inputs)}
    describer = _Describer(reach.decisions, assembled.definitions)
    given = sorted(reach.given, key=lambda node: order.get(node.key[1], len(order)))
    return tuple(describer.describe(node) for node in given)


class _Describer:
    def __init__(self, decisions: Sequence[DecisionNode], definitions: model.Definitions) -> None:
        self._references = {data.id: data.type_ref for data in definitions.inputs}
        self._items = {item.name: item for item in definitions.items}
        self._columns: dict[str, list[tuple[model.InputClause, list[str]]]] = {}
        self._members: dict[str, dict[str, None]] = {}
        for decision in decisions:
            if isinstance(decision.logic, model.DecisionTable):
                self._look_at_table(decision.logic)
            for compiled in decision.expressions:
                self._look_at(compiled.expression.tree)

    def _look_at_table(self, table: model.DecisionTable) -> None:
        for place, clause in enumerate(table.inputs):
            cells = [rule.tests[place] for rule in table.rules if place < len(rule.tests)]
            self._columns.setdefault(clause.expression.text.strip(), []).append((clause, cells))

    def _look_at(self, tree: ast.Node) -> None:
        for node in descend(tree):
            if isinstance(node, ast.Path) and isinstance(node.source, ast.Name):
                self._members.setdefault(node.source.name, {})[node.name] = None

    def describe(self, node: InputNode | DecisionNode) -> Needed:
        reference = self._references.get(node.key[1])
        return self._needed(node.key[1], node.name, node.name, node.type, self._items.get(reference or ""))

    def _needed(
        self, id_: str, name: str, path: str, type_: Type | None, item: model.ItemDefinition | None = None
    ) -> Needed:
        hints = self._hints(path)
        kind_ = type_.name if type_ else "any"
        return Needed(
            id_,
            name,
            str(type_) if type_ else "any",
            kind_,
            type_.element.name if type_ and type_.element else "",
            self._choices(path, item),
            hints,
            self._parts(name, path, type_) if kind_ in ("any", "context") else (),
        )

    def _parts(self, name: str, path: str, type_: Type | None) -> tuple[Needed, ...]:
        if type_ and type_.entries:
            return tuple(self._needed("", key, f"{path}.{key}", entry) for key, entry in type_.entries.items())
        members = self._members.get(name, {}) if path == name else {}
        return tuple(self._needed("", key, f"{path}.{key}", None) for key in members)

    def _choices(self, path: str, item: model.ItemDefinition | None) -> tuple[Value, ...]:
        if item is not None and item.allowed and not item.is_collection:
            return _listed(item.allowed)
        columns = self._columns.get(path, [])
        allowed = {clause.allowed for clause, _ in columns}
        only = allowed.pop() if len(allowed) == 1 else None
        return _listed(only) if only else ()

    def _hints(self, path: str) -> tuple[Value, ...]:
        found: dict[Value, None] = {}
        for _, cells in self._columns.get(path, []):
            for cell in cells:
                found.update(dict.fromkeys(_constants(cell)))
        return tuple(found)


def _listed(text: str) -> tuple[Value, ...]:
    """The values that unary tests list; none if they test in another way."""
    tests = _tests(text)
    values = [test.value for test in tests if isinstance(test, ast.Literal)]
    return tuple(values) if len(values) == len(tests) else ()


def _constants(text: str) -> Iterable[Value]:
    """The texts, numbers and truth values in the list of a cell."""
    return [test.value for test in _tests(text) if isinstance(test, ast.Literal) and test.value is not None]


def _tests(text: str) -> Sequence[ast.Node]:
    try:
        tree = compile(text, "unary").tree
    except (FeelSyntaxError, LimitExceeded):
        return ()
    return tree.tests if isinstance(tree, ast.UnaryTests) else ()


def typed(data: Any, type_: Type | None, depth: int = 0) -> Any:
    """JSON data as the type wants it: texts become dates, times, durations and numbers where the type is one.

    Where no type is known, a text like `@"2026-03-01"` is the date, time or duration in it. What does not fit is left
    as it is: the evaluation says then what was expected and found.
    """
    if depth > LIMITS.nesting:
        return data  # refused when it is taken as a value
    if isinstance(data, str):
        return _read_text(data, type_.name if type_ else "any")
    if isinstance(data, list):
        element = type_.element if type_ and type_.name == "list" else type_
        return [typed(item, element, depth + 1) for item in data]
    if isinstance(data, Mapping):
        entries = (type_.entries if type_ else None) or {}
        return {key: typed(value, entries.get(key), depth + 1) for key, value in data.items()}
    return data


def _read_text(text: str, wanted: str) -> Value:
    at = _AT.fullmatch(text)
    try:
        if wanted == "number":
            number = Decimal(text.strip())
            return number if number.is_finite() else text
        if wanted in _PARSERS:
            return _PARSERS[wanted](at[1] if at else text.strip())
        if at and wanted == "any":
            return temporal.parse_at(at[1])
    except (Failure, InvalidOperation, ValueError):
        pass
    return text
