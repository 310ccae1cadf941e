"""The typed syntax tree of FEEL; every node knows the offset in the source where it starts (`at`)."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal as OneOf

ArithmeticOperator = OneOf["+", "-", "*", "/", "**"]
ComparisonOperator = OneOf["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Node:
    """Root of the tree; positions do not take part in equality, so a printed tree can be compared."""

    at: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, boolean or null."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """`@"2026-11-24"`: a date, time, date and time or duration."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class UnaryComparison(Node):
    """`< 5`: a test of the implied value, or by itself a range with one end."""

    operator: ComparisonOperator
    operand: Node


@dataclass(frozen=True, slots=True)
class Negation(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    operator: ArithmeticOperator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    operator: ComparisonOperator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Conjunction(Node):
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Disjunction(Node):
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class TypeName(Node):
    """A type in source: `name` with `arguments` (list<number>), or `entries` of context<...>."""

    name: str
    arguments: tuple["TypeName", ...] = ()
    entries: tuple[tuple[str, "TypeName"], ...] = ()
    result: "TypeName | None" = None

    @property
    def is_bare(self) -> bool:
        """Whether parameters are missing: a list of nothing in particular is no type (DMN 1.5, table 61)."""
        has_parts = self.arguments or self.entries or self.result
        return self.name in ("list", "range", "context", "function") and not has_parts


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    value: Node
    type: TypeName


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """`name in source` or, with `end`, `name in source..end`."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    quantifier: OneOf["some", "every"]
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class Path(Node):
    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    function: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class NamedCall(Node):
    function: Node
    arguments: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """`function(a: number, b) body`; the body of an external one describes code that is never run."""

    parameters: tuple[tuple[str, TypeName | None], ...]
    body: Node
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """The tests of a table cell; no tests at all is `-`."""

    tests: tuple[Node, ...]
    negated: bool = False
