"""The events of one commit as the history keeps them: by place instead of by name, half the bytes.

A row is a msgpack list [form, process ids, events], an event [kind, process, element id, token id, data]: the kind is
a number where it is a frequent one, the process a place in the list before, the data a list where `_FREQUENT` names its
keys. Numbers are kept for ever. Rows of the first form, a list of events as dicts, are read too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.bpmn import codec

_FORM = 2

# (kind, keys of its data); the place is the number. Only ever longer.
_FREQUENT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("element_entered", ()),
    ("element_completed", ()),
    ("flow_taken", ("flow_id", "target")),
    ("variables_set", ("names",)),
    ("job_completed", ("job_id", "connector", "operation", "external", "attempt")),
    ("task_created", ("task_id", "title", "groups", "form")),
    ("task_completed", ("task_id", "title", "values")),
    ("message_received", ("message", "source", "message_id")),
    ("timer_fired", ("due_at",)),
    ("milestone_reached", ("status",)),
)
_NUMBERS = {kind: (number, keys) for number, (kind, keys) in enumerate(_FREQUENT)}


def pack(events: Sequence[Mapping[str, Any]]) -> bytes:
    """Events {kind, process_id, element_id, token_id, data} in the newest form."""
    # One loop without calls: a step has a dozen events, and this was a tenth of it.
    processes: dict[str | None, int] = {}
    rows = []
    for event in events:
        kind, data, process = event["kind"], event["data"], event["process_id"]
        number, keys = _NUMBERS.get(kind) or (kind, None)
        if tuple(data) == keys:
            data = [*data.values()]
        place = processes.setdefault(process, len(processes))
        rows.append([number, place, event["element_id"], event["token_id"], data])
    return codec.pack([_FORM, list(processes), rows])


def unpack(packed: bytes) -> list[dict[str, Any]]:
    """The events that `pack` got, or an earlier release's."""
    found: list[Any] = codec.unpack(packed)
    if not found or isinstance(found[0], dict):
        return found
    _, processes, rows = found
    return [_event(row, processes) for row in rows]


def _event(row: Sequence[Any], processes: Sequence[str | None]) -> dict[str, Any]:
    number, place, element_id, token_id, data = row
    kind = number
    if isinstance(number, int):
        kind, keys = _FREQUENT[number]
        if isinstance(data, list):
            data = dict(zip(keys, data, strict=True))
    return {
        "kind": kind,
        "process_id": processes[place],
        "element_id": element_id,
        "token_id": token_id,
        "data": data,
    }
