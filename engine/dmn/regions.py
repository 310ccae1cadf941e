"""The values of one table column cut into atoms: pieces that every constant cell takes whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.dmn.feel import ast
from engine.dmn.feel.calendar import make_date
from engine.dmn.feel.comparison import KEYS
from engine.dmn.feel.constants import NotConstant, constant
from engine.dmn.feel.expression import Expression, compile
from engine.dmn.feel.run import Frame, Run
from engine.dmn.feel.text import quoted, scalar_text
from engine.dmn.feel.values import Range, Value, kind

_ORDERED = frozenset(["number", "date"])


class NotSimple(Exception):
    """A column cannot be judged from its text alone: a cell depends on other values or mixes types."""


@dataclass(frozen=True, slots=True)
class Column:
    """`atoms` are example values, one of each piece; `cells` tells for each rule which atoms (bits) it takes."""

    label: str
    atoms: tuple[Value, ...]
    cells: tuple[int, ...]

    @property
    def everything(self) -> int:
        return (1 << len(self.atoms)) - 1

    def example(self, bits: int) -> str:
        """The text of one value out of the atoms in `bits`."""
        value = self.atoms[(bits & -bits).bit_length() - 1]
        text = quoted(value) if isinstance(value, str) else scalar_text(value)
        return f"{self.label} = {text}"


def cut(label: str, cells: Sequence[str], allowed: str | None) -> Column:
    """The column with these cells, over the allowed values where there are some; NotSimple if it cannot be judged."""
    tests = {cell: compile(cell, "unary", names=()) for cell in cells}
    limits = compile(allowed, "unary", names=()) if allowed and allowed.strip() else None
    constants: list[Value] = []
    for test in (*tests.values(), limits):
        if test is not None:
            constants.extend(_constants(test))
    atoms = _atoms(constants)
    if limits is not None:
        allowed_bits = _bits(limits, atoms)
        atoms = [atom for index, atom in enumerate(atoms) if allowed_bits >> index & 1]
    if not atoms:
        raise NotSimple("no value is allowed")
    bits = {cell: _bits(test, atoms) for cell, test in tests.items()}
    return Column(label, tuple(atoms), tuple(bits[cell] for cell in cells))


def _bits(test: Expression, atoms: Sequence[Value]) -> int:
    takes, frame = test.test, Frame({}, Run())
    return sum(1 << index for index, atom in enumerate(atoms) if takes(atom, frame) is True)


def _constants(test: Expression) -> list[Value]:
    """The values at which a cell may change its mind; NotSimple if it depends on more."""
    tree = test.tree
    if not isinstance(tree, ast.UnaryTests):
        raise NotSimple
    found: list[Value] = []
    for node in tree.tests:
        operand = node.operand if isinstance(node, ast.UnaryComparison) else node
        try:
            value = constant(operand)
        except NotConstant:
            raise NotSimple from None
        found.extend([value.start, value.end] if isinstance(value, Range) else [value])
    return found


def _atoms(constants: list[Value]) -> list[Value]:
    kinds = {kind(value) for value in constants}
    if not kinds:
        return [None]  # only `-`: one piece that every rule takes
    if len(kinds) > 1:
        raise NotSimple
    found = kinds.pop()
    if found == "boolean":
        return [True, False]
    if found == "string":
        texts = sorted(set(constants))
        return [*texts, _other_than(texts)]
    if found in _ORDERED:
        return _pieces(constants, found)
    raise NotSimple


def _other_than(texts: Sequence[str]) -> str:
    other = "another text"
    while other in texts:
        other += "!"
    return other


def _pieces(constants: list[Value], found: str) -> list[Value]:
    """Every constant, and a value of every gap before, between and after them."""
    if found == "date":
        days = sorted({KEYS["date"](value) for value in constants})
        points = [day for low in days for day in (low - 1, low, low + 1)]
        return [make_date(day) for day in sorted(set(points))]
    numbers = sorted(set(constants))
    pieces: list[Any] = [numbers[0] - 1]
    for low, high in zip(numbers, [*numbers[1:], None], strict=True):
        pieces.append(low)
        pieces.append(low + 1 if high is None else _between(low, high))
    return pieces


def _between(low: Decimal, high: Decimal) -> Decimal:
    """A plain number strictly between the two, a whole one if there is one."""
    whole = Decimal(int(low) + (1 if low >= 0 or low == int(low) else 0))
    return whole if low < whole < high else (low + high) / 2
