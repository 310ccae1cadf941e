"""What a diagram says, as frozen data: processes, elements, flows, and our extensions. Ids are those of the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

TimerKind = Literal["date", "duration", "cycle"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """`name` gets the value of `value`: text, or FEEL after a leading `=`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a connector; `connection` is the connector's id unless the diagram names another."""

    connector: str
    name: str
    connection: str


@dataclass(frozen=True, slots=True)
class TaskSettings:
    """How a user task is offered; each text is a value or FEEL after a leading `=`."""

    form: str | None = None
    candidate_groups: str | None = None
    assignee: str | None = None
    due: str | None = None
    priority: str | None = None
    title: str | None = None
    excluded_users: str | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance (collection or cardinality) or, with `is_standard`, a standard loop (condition, maximum)."""

    is_sequential: bool = False
    collection: str | None = None
    cardinality: str | None = None
    element: str | None = None
    output_collection: str | None = None
    output: str | None = None
    completion: str | None = None
    is_standard: bool = False
    condition: str | None = None
    test_before: bool = False
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A `bpmn:message`; `correlation` is a FEEL text evaluated in the waiting scope."""

    id: str
    name: str
    correlation: str | None


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer definition; `text` is ISO 8601 or FEEL after a leading `=`."""

    kind: TimerKind
    text: str


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """`kind` is the BPMN name without its suffix: none, timer, message, error, terminate, link, signal, ..."""

    kind: str
    timer: Timer | None = None
    message: Message | None = None
    error_code: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is FEEL with its leading `=`, as it stands in the file."""

    id: str
    source: str
    target: str
    condition: str | None
    name: str
    process_id: str
    parent_id: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Element:
    """A flow node. `kind` is its BPMN name; `parent_id` the embedded sub-process around it, if any."""

    id: str
    kind: str
    name: str
    process_id: str
    file: str
    line: int | None
    parent_id: str | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default_flow: str | None = None
    event: EventDefinition | None = None
    attached_to: str | None = None
    is_interrupting: bool = True
    called_process: str | None = None
    loop: Loop | None = None
    operation: Operation | None = None
    retry_attempts: int | None = None
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    result: str | None = None
    task: TaskSettings | None = None
    decision: str | None = None
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class Process:
    """A process with every element and flow in it, those of embedded sub-processes included, in document order."""

    id: str
    name: str
    file: str
    is_executable: bool
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    line: int | None = None

    def inside(self, parent_id: str | None) -> tuple[Element, ...]:
        """The elements directly in the process (None) or directly in the sub-process `parent_id`."""
        return tuple(element for element in self.elements.values() if element.parent_id == parent_id)
