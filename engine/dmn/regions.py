"""The values of one table column cut into atoms: pieces that every cell takes whole or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.dmn.atoms import NotSimple, atoms, is_ordered
from engine.dmn.feel import ast
from engine.dmn.feel.constants import NotConstant, constant
from engine.dmn.feel.expression import Expression, compile
from engine.dmn.feel.run import Frame, Run
from engine.dmn.feel.text import quoted, scalar_text
from engine.dmn.feel.values import Range, Value

_IMPLIED = ast.Name("?")


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
        if value is None:
            return f"{self.label} = null"
        return f"{self.label} = {quoted(value) if isinstance(value, str) else scalar_text(value)}"

    def runs(self, bits: int) -> Iterator[int]:
        """The atoms in `bits`, those side by side together: each run is one gap to whoever reads the table."""
        run = 0
        for index, atom in enumerate(self.atoms):
            taken = bits >> index & 1
            if run and not (taken and is_ordered(atom)):
                yield run
                run = 0
            if taken:
                run |= 1 << index
        if run:
            yield run


def cut(label: str, cells: Sequence[str], allowed: str | None) -> Column:
    """The column with these cells, over the allowed values where there are some; NotSimple if it cannot be judged."""
    tests = {cell: compile(cell, "unary", names=("?",)) for cell in cells}
    limits = compile(allowed, "unary", names=("?",)) if allowed and allowed.strip() else None
    constants: list[Value] = []
    compares = False
    for cell, test in (*tests.items(), (allowed or "", limits)):
        if test is not None:
            found = _Constants()
            found.read(test, cell)
            constants += found.values
            compares = compares or found.compares
    pieces = atoms(constants, compares=compares)
    if limits is not None:
        allowed_bits = _bits(limits, pieces)
        pieces = [atom for index, atom in enumerate(pieces) if allowed_bits >> index & 1]
    if not pieces:
        raise NotSimple("no value is allowed")
    bits = {cell: _bits(test, pieces) for cell, test in tests.items()}
    return Column(label, tuple(pieces), tuple(bits[cell] for cell in cells))


def _bits(test: Expression, pieces: Sequence[Value]) -> int:
    takes, frame = test.test, Frame({}, Run())
    return sum(1 << index for index, atom in enumerate(pieces) if takes(atom, frame) is True)


class _Constants:
    """The values at which cells may change their mind, and whether an order plays a part."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self.compares = False

    def read(self, test: Expression, cell: str) -> None:
        """Take those of one cell; NotSimple if it depends on more."""
        tree = test.tree
        try:
            for node in tree.tests if isinstance(tree, ast.UnaryTests) else ():
                self._test(node)
        except NotConstant:
            shown = " ".join(cell.split())[:80]
            raise NotSimple(f"{shown!r} depends on more than constants") from None

    def _test(self, node: ast.Node) -> None:
        if isinstance(node, ast.UnaryComparison):
            self._compared(node.operator, node.operand)
        elif not self._condition(node):
            self._constant(node)

    def _compared(self, operator: str, operand: ast.Node) -> None:
        self.compares = self.compares or operator not in ("=", "!=")
        self._constant(operand)

    def _constant(self, node: ast.Node) -> None:
        items = node.items if isinstance(node, ast.ListLiteral) else (node,)
        for value in map(constant, items):
            if isinstance(value, Range):
                self.compares = True
                self.values += [value.start, value.end]
            else:
                self.values.append(value)

    def _condition(self, node: ast.Node) -> bool:
        """A condition on `?` and constants alone; False if the node is none at all."""
        match node:
            case ast.Comparison(operator=operator, left=left, right=right) if _IMPLIED in (left, right):
                self._compared(operator, right if left == _IMPLIED else left)
            case ast.Conjunction(operands=operands) | ast.Disjunction(operands=operands):
                for operand in operands:
                    if not self._condition(operand):
                        raise NotConstant
            case ast.Between(value=value, low=low, high=high) if value == _IMPLIED:
                self._compared("<=", low)
                self._compared("<=", high)
            case ast.In(value=value, tests=tests) if value == _IMPLIED:
                for test in tests:
                    self._test(test)
            case ast.Call(function=ast.Name(name="not"), arguments=(negated,)):
                return self._condition(negated)
            case _:
                return False
        return True
