"""A DMN file as plain data: the elements of the requirements graph and their boxed expressions (DMN 1.5, 6.3, 7.3)."""

from dataclasses import dataclass, field
from typing import Literal

HitPolicy = Literal["UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]
Aggregation = Literal["SUM", "MIN", "MAX", "COUNT"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the file: the id of the nearest element that has one, and the line."""

    element_id: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Boxed:
    """Root of the boxed expressions; `type_ref` is the type that the result must have, if any."""

    place: Place = field(default_factory=Place, kw_only=True)
    type_ref: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class LiteralExpression(Boxed):
    text: str


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """`name` is None for the entry that gives the result of the whole context."""

    name: str | None
    value: Boxed
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class BoxedContext(Boxed):
    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, slots=True)
class BoxedList(Boxed):
    items: tuple[Boxed, ...]


@dataclass(frozen=True, slots=True)
class Relation(Boxed):
    columns: tuple[str, ...]
    rows: tuple[tuple[Boxed, ...], ...]


@dataclass(frozen=True, slots=True)
class Invocation(Boxed):
    function: Boxed
    bindings: tuple[tuple[str, Boxed], ...]


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Boxed):
    """`kind` is FEEL; the other kinds (JAVA, PMML) are never run and give null with a reason."""

    parameters: tuple[tuple[str, str | None], ...]
    body: Boxed | None
    kind: str = "FEEL"


@dataclass(frozen=True, slots=True)
class Conditional(Boxed):
    condition: Boxed
    then: Boxed
    otherwise: Boxed


@dataclass(frozen=True, slots=True)
class BoxedFilter(Boxed):
    source: Boxed
    match: Boxed


@dataclass(frozen=True, slots=True)
class Iterator(Boxed):
    kind: Literal["for", "every", "some"]
    variable: str
    source: Boxed
    body: Boxed


@dataclass(frozen=True, slots=True)
class InputClause:
    """An input column: its expression, and the values it may take."""

    expression: LiteralExpression
    allowed: str | None
    label: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class OutputClause:
    """An output column; the order of `allowed` is the order of priorities."""

    name: str | None
    type_ref: str | None
    allowed: str | None
    default: LiteralExpression | None
    place: Place = Place()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: `tests` beside the inputs, `outputs` beside the outputs."""

    id: str | None
    tests: tuple[str, ...]
    outputs: tuple[LiteralExpression, ...]
    annotations: tuple[str, ...]
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class DecisionTable(Boxed):
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    hit_policy: HitPolicy = "UNIQUE"
    aggregation: Aggregation | None = None


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type; `allowed` restricts each item, `constraint` the whole value."""

    name: str
    type_ref: str | None
    is_collection: bool
    allowed: str | None
    constraint: str | None
    components: tuple["ItemDefinition", ...]
    function: tuple[tuple[str | None, ...], str | None] | None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Reference:
    """`href` of a requirement: an id, in another model where `namespace` is given."""

    id: str
    namespace: str | None = None


@dataclass(frozen=True, slots=True)
class InputData:
    """An input; expressions and callers know it by the name of its `variable`, people by its `name`."""

    id: str
    name: str
    variable: str
    type_ref: str | None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: `requires` inputs and decisions, `knowledge` is what it may call."""

    id: str
    name: str
    variable: str
    type_ref: str | None
    requires: tuple[Reference, ...]
    knowledge: tuple[Reference, ...]
    logic: Boxed | None
    question: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class KnowledgeModel:
    """A business knowledge model: a function with a name."""

    id: str
    name: str
    variable: str
    type_ref: str | None
    knowledge: tuple[Reference, ...]
    function: FunctionDefinition | None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class DecisionService:
    """Decisions behind a function: its parameters are the input decisions and input data, in that order."""

    id: str
    name: str
    variable: str
    type_ref: str | None
    outputs: tuple[Reference, ...]
    encapsulated: tuple[Reference, ...]
    input_decisions: tuple[Reference, ...]
    input_data: tuple[Reference, ...]
    place: Place = Place()


Element = InputData | Decision | KnowledgeModel | DecisionService


@dataclass(frozen=True, slots=True)
class Import:
    """`name` is the prefix of the imported elements."""

    name: str
    namespace: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Definitions:
    """Everything that one file defines."""

    id: str
    name: str
    namespace: str
    imports: tuple[Import, ...]
    items: tuple[ItemDefinition, ...]
    inputs: tuple[InputData, ...]
    decisions: tuple[Decision, ...]
    knowledge_models: tuple[KnowledgeModel, ...]
    services: tuple[DecisionService, ...]

    @property
    def elements(self) -> tuple[Element, ...]:
        return (*self.inputs, *self.decisions, *self.knowledge_models, *self.services)
