"""What begins instances from outside: the start events of a model, their timers and conditions."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from engine.bpmn import codec, timing
from engine.bpmn.elements import EventDefinition
from engine.bpmn.expressions import compile_text
from engine.bpmn.failures import Failed
from engine.bpmn.model import Model
from engine.bpmn.scopes import Scope
from engine.bpmn.starts import instance_starts
from engine.bpmn.timing import Round
from engine.dmn.feel.values import to_feel
from engine.errors import InvalidModel, NotFound, Problem


def starts_of(model: Model) -> Iterator[tuple[str, str, EventDefinition]]:
    """(process, element, definition) of each event that begins an instance, for every executable process."""
    for process in model.processes.values():
        if not process.is_executable:
            continue
        for element in process.elements.values():
            for start in instance_starts(process, element):
                for definition in start.event.every if start.event is not None else ():
                    if definition.kind != "none":
                        yield process.id, start.id, definition


def begin_timer(model: Model, process_id: str, element_id: str) -> tuple[datetime, bytes | None]:
    """When the timer of a start event is due for the first time, and its packed round where it repeats.

    It is evaluated without variables; InvalidModel when nothing can be made of it.
    """
    timer = _definition(model, process_id, element_id, "timer").timer
    if timer is None:
        raise NotFound(f"{element_id} has no timer")
    try:
        due_at, cycle = timing.first_due(timer, compile_text(timer.text), Scope({}))
    except Failed as failed:
        raise InvalidModel([Problem("timer-syntax", failed.message, element_id=element_id)]) from failed
    if cycle is None:
        return due_at, None
    return due_at, codec.pack(Round(cycle).pack())


def next_timer(model: Model, process_id: str, element_id: str, packed: bytes | None) -> tuple[datetime, bytes] | None:
    """The moment behind the round that `begin_timer` or this packed; None when there is none."""
    timer = _definition(model, process_id, element_id, "timer").timer
    if packed is None or timer is None:
        return None
    following = Round.unpack(codec.unpack(packed)).following(timer.missed)
    return None if following is None else (following.due_at, codec.pack(following.pack()))


def condition_holds(model: Model, process_id: str, element_id: str, variables: Mapping[str, Any]) -> bool:
    """Whether the condition of a conditional start event is true for `variables`; what it cannot work out is not."""
    text = _definition(model, process_id, element_id, "conditional").condition
    return text is not None and compile_text(text).evaluate(to_feel(dict(variables)), []) is True


def _definition(model: Model, process_id: str, element_id: str, kind: str) -> EventDefinition:
    process = model.processes.get(process_id)
    element = process.elements.get(element_id) if process is not None else None
    definitions = element.event.every if element is not None and element.event is not None else ()
    found = next((one for one in definitions if one.kind == kind), None)
    if found is None:
        raise NotFound(f"the process {process_id!r} has no {kind} event {element_id!r}")
    return found
