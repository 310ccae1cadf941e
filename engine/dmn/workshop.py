"""What compiling one model needs everywhere: its types and names, and the place where problems are collected."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.dmn import feel
from engine.dmn.feel import ast
from engine.dmn.feel.parser import Kind
from engine.dmn.feel.problems import FeelSyntaxError
from engine.dmn.feel.run import Frame
from engine.dmn.feel.types import ANY, BUILT_IN, NoConversion, Type, convert
from engine.dmn.feel.values import Value
from engine.dmn.model import Place
from engine.errors import LimitExceeded, Problem

_MAX_TEXT = 250_000  # characters of all expressions of one model
_PRICE = 8  # characters that a text counts for, however short it is
_NULL = feel.compile("null")  # in the place of texts that are not compiled


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression of the model, the names in its scope, and where it stands."""

    expression: feel.Expression
    names: frozenset[str]
    place: Place


class Workshop:
    """Compiles the texts of one model; a text that is not FEEL becomes a problem, and null in its place."""

    def __init__(self, problems: list[Problem], members: Iterable[str] = ()) -> None:
        self.problems = problems
        self.types: dict[str, Type] = {}
        self.compiled: list[Compiled] = []
        self.members = frozenset(members)
        self._room = _MAX_TEXT
        # Cells of a table say the same again and again: each text is parsed once for a scope.
        self._trees: dict[tuple[str, Kind, frozenset[str]], ast.Node] = {}

    def problem(self, rule: str, message: str, at: Place, hint: str = "") -> None:
        self.problems.append(Problem(rule, message, hint, element_id=at.element_id, line=at.line))

    def expression(self, text: str, names: frozenset[str], at: Place, kind: Kind = "expression") -> feel.Expression:
        self._room -= len(text) + _PRICE
        if self._room < 0:
            if self._room + len(text) + _PRICE >= 0:  # said once, at the text that was too much
                message = f"expected at most {_MAX_TEXT} characters of FEEL in a model, {_PRICE} counted for each text"
                self.problem("dmn_size", message, at, "split the model")
            return _NULL
        try:
            known = (text, kind, names)
            compiled = feel.compile(
                text, kind, names=names, members=self.members, types=self.types, element=at.element_id,
                tree=self._trees.get(known),
            )  # fmt: skip
            self._trees[known] = compiled.tree
        except FeelSyntaxError as error:
            found = error.problems[0]
            shown = " ".join(text.split())[:120]
            line = at.line + error.position.line - 1 if at.line else None
            self.problems.append(
                Problem("feel_syntax", f"{found.message} in {shown!r}", found.hint, element_id=at.element_id, line=line)
            )
            message, position = found.message, error.position
            broken = feel.compile("null")
            broken.run = lambda frame: frame.run.problem(message, position, at.element_id)
            broken.test = lambda _value, frame: frame.run.problem(message, position, at.element_id)
            return broken
        except LimitExceeded as limit:
            self.problem(
                "feel_limit", f"{limit.message} in {' '.join(text.split())[:120]!r}", at, "split the expression"
            )
            return _NULL
        self.compiled.append(Compiled(compiled, names, at))
        return compiled

    def type_named(self, name: str | None, at: Place) -> Type | None:
        """The type of a type reference; None for no reference and for Any."""
        if not name:
            return None
        found = self.types.get(name) or BUILT_IN.get(name)
        if found is None:
            self.problem("dmn_type", f"expected the name of a type, found {name!r}", at, "define an item definition")
            return None
        return None if found is ANY else found


def conform(value: Value, type_: Type | None, frame: Frame, at: Place, what: str) -> Value:
    """`value` with the implicit conversions to `type_`; null with a problem where it does not fit."""
    if type_ is None or value is None:
        return value
    try:
        return convert(value, type_, frame.run)
    except NoConversion as found:
        frame.run.problem(f"{what}: {found}", element=at.element_id)
        return None
