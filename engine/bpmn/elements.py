"""What a diagram says, as frozen data: processes, elements, flows, and our extensions. Ids are those of the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

TimerKind = Literal["date", "duration", "cycle"]
# What becomes of moments of a cycle that passed while nobody could fire them. `once`: they fire once, all together.
# `skip`: they do not fire. `catchUp`: each of them fires. All moments count for `Rn`, those that were missed too.
Missed = Literal["once", "skip", "catchUp"]


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
    throws: tuple["LoopEvent", ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """Which version of a process a call activity calls: that of its own bundle (without a Binding), or another.

    `latest` is the newest bundle that has it when the call is made; `version` the bundle of that number.
    """

    kind: Literal["latest", "version"]
    bundle_id: int | None = None


@dataclass(frozen=True, slots=True)
class LoopEvent:
    """What a multi-instance activity throws when rounds complete (BPMN 2.0.2, 10.3.8, attribute `behavior`).

    `when` is "each" (None), "first" (One) or a FEEL condition with its leading `=` (Complex).
    """

    when: str
    event: "EventDefinition"


@dataclass(frozen=True, slots=True)
class AdHoc:
    """How the activities of an ad-hoc sub-process follow each other; `completion` is FEEL with its leading `=`."""

    is_sequential: bool = False
    completion: str | None = None
    cancels_remaining: bool = True
    activate: str | None = None  # FEEL for the ids of the activities that begin by themselves


@dataclass(frozen=True, slots=True)
class Data:
    """The data that an activity takes in and hands out by itself, besides our extensions.

    `inputs` and `outputs` are its data associations in order; `local` the names that live and end with the activity:
    data inputs, data outputs, properties, and what it reads from or writes to data stores. Of `reads` the name is a
    variable and the value the name of a store; of `writes` the name is a store and the value FEEL.
    """

    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    local: tuple[str, ...] = ()
    reads: tuple[Assignment, ...] = ()
    writes: tuple[Assignment, ...] = ()


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
    missed: Missed = "once"


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """`kind` is the BPMN name without its suffix: none, timer, message, error, terminate, link, signal, ...

    An event with several definitions has the kind `multiple` and these as `parts`; with `is_parallel` all must come.
    """

    kind: str
    timer: Timer | None = None
    message: Message | None = None
    error_code: str | None = None
    link: str | None = None
    signal: str | None = None
    escalation_code: str | None = None
    condition: str | None = None
    compensated: str | None = None  # the activity that a compensation is for; None for all of the scope
    waits: bool = True  # whether a throwing compensation waits for its handlers
    parts: tuple["EventDefinition", ...] = ()
    is_parallel: bool = False

    @property
    def every(self) -> tuple["EventDefinition", ...]:
        """The definitions themselves, one or several."""
        return self.parts or (self,)


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
    is_event_sub_process: bool = False
    is_for_compensation: bool = False
    handler: str | None = None  # the activity that a compensation boundary event leads to
    instantiates: bool = False
    awaits_all: bool = False  # an instantiating event-based gateway of type Parallel
    start_quantity: int = 1
    completion_quantity: int = 1
    activation: str | None = None  # of a complex gateway: FEEL with its leading `=`
    ad_hoc: AdHoc | None = None
    data: Data = Data()
    variables: tuple[str, ...] = ()  # data objects and properties of a sub-process: they end with it
    collections: tuple[str, ...] = ()  # those of them that are collections, and begin as empty lists
    lane: str | None = None
    binding: Binding | None = None  # of a call activity that does not call its own bundle's process
    script: str | None = None  # of a script task: FEEL with its leading `=`


@dataclass(frozen=True)
class Process:
    """A process with every element and flow in it, those of embedded sub-processes included, in document order."""

    id: str
    name: str
    file: str
    is_executable: bool
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    line: int | None = None
    variables: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()

    def inside(self, parent_id: str | None) -> tuple[Element, ...]:
        """The elements directly in the process (None) or directly in the sub-process `parent_id`."""
        return self._inside.get(parent_id, ())

    @cached_property
    def _inside(self) -> Mapping[str | None, tuple[Element, ...]]:
        found: dict[str | None, list[Element]] = {}
        for element in self.elements.values():
            found.setdefault(element.parent_id, []).append(element)
        return {parent_id: tuple(elements) for parent_id, elements in found.items()}

    def link_ends(self, kind: str, parent_id: str | None, name: str | None) -> tuple[Element, ...]:
        """The link events of one kind directly in the process (None) or a sub-process that have this link name."""
        return self._links.get((kind, parent_id, name), ())

    @cached_property
    def _links(self) -> Mapping[tuple[str, str | None, str | None], tuple[Element, ...]]:
        found: dict[tuple[str, str | None, str | None], list[Element]] = {}
        for element in self.elements.values():
            if element.event is not None and element.event.kind == "link":
                found.setdefault((element.kind, element.parent_id, element.event.link), []).append(element)
        return {key: tuple(elements) for key, elements in found.items()}
