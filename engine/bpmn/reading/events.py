"""Reads what an event is about: its event definitions (BPMN 2.0.2, 10.5.5)."""

from collections.abc import Callable, Mapping
from typing import Any, cast, get_args

from engine.bpmn import extensions, limits
from engine.bpmn.elements import EventDefinition, Message, Missed, Timer, TimerKind
from engine.bpmn.reading.conditions import expect_feel
from engine.bpmn.reading.definitions import FileDefinitions
from engine.bpmn.reading.markup import is_bpmn, is_definition, is_true, local, tag, text
from engine.bpmn.vocabulary import EVENT_DEFINITION_SUFFIX

_TIMER_KINDS: Mapping[str, TimerKind] = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
_THROWING = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})


def read_event(node: Any, kind: str, of: FileDefinitions) -> EventDefinition | None:
    """What the event or receiving or sending task `node` is about; None for other elements."""
    if kind == "receiveTask" or (kind == "sendTask" and node.get("messageRef")):
        return EventDefinition("message", message=_message(node, of))
    if not kind.endswith("Event"):
        return None
    definitions = [child for child in node.iterchildren() if is_bpmn(child) and is_definition(child)]
    read = [found for child in definitions if (found := read_definition(child, of)) is not None]
    if not read:
        return EventDefinition("none")
    if len(read) == 1:
        return read[0]
    return EventDefinition("multiple", parts=tuple(read), is_parallel=is_true(node, "parallelMultiple"))


def read_definition(node: Any, of: FileDefinitions) -> EventDefinition | None:
    """One event definition, written here or referred to; None when the reference leads nowhere."""
    if local(node) == "eventDefinitionRef":
        ref = _name_of(text(node))
        if ref not in of.event_definitions:
            message = f"expected the id of an event definition of this file, found {ref!r}"
            of.report("unresolved-reference", message, "put the definition into the event", node)
            return None
        node = of.event_definitions[ref]
    kind = local(node).removesuffix(EVENT_DEFINITION_SUFFIX)
    reader = _READERS.get(kind)
    return EventDefinition(kind, **(reader(node, of) if reader is not None else {}))


def _name_of(ref: str | None) -> str:
    """A QName without its prefix: ids are unique in a file, so the prefix says nothing new."""
    return (ref or "").strip().rpartition(":")[2]


def _condition(node: Any, of: FileDefinitions) -> str | None:
    condition = text(node.find(tag("condition")))
    if condition is None:
        of.report("condition-syntax", "the conditional event has no condition", "write it like =amount > 100", node)
    expect_feel(condition, node, of.report)
    return condition


def _signal(node: Any, of: FileDefinitions) -> str | None:
    name = _referred(node, "signalRef", "signal", of.signals, of)
    if name is None and not node.get("signalRef"):
        of.report("unresolved-reference", "expected a signal, found none", "choose a signal", node)
    if name is not None and len(name) > limits.ID_CHARS:
        of.report("too-long", f"the signal's name has more than {limits.ID_CHARS} characters", "shorten it", node)
    return name


def _referred(node: Any, attribute: str, kind: str, known: Mapping[str, str], of: FileDefinitions) -> str | None:
    """The code or name of what `attribute` refers to; None without a reference."""
    ref = _name_of(node.get(attribute))
    if not ref:
        return None
    if ref not in known:
        article = "an" if kind[0] in "aeiou" else "a"
        message = f"expected {article} {kind}, found the id {ref}, which no {kind} of this file has"
        of.report("unresolved-reference", message, f"choose {article} {kind}", node)
    return known.get(ref)


def _timer(node: Any, of: FileDefinitions) -> Timer | None:
    texts = [(timer_kind, text(node.find(tag(name)))) for name, timer_kind in _TIMER_KINDS.items()]
    missed = _missed(node, of)
    given = [Timer(timer_kind, said, missed) for timer_kind, said in texts if said]
    if len(given) != 1:
        message = f"expected one of timeDate, timeDuration, timeCycle with a text, found {len(given)}"
        of.report("timer-syntax", message, 'for example a duration "P2D", or FEEL after a leading =', node)
    return given[0] if given else None


def _missed(node: Any, of: FileDefinitions) -> Missed:
    said = extensions.read(node, of.report).get("timer")
    if said is None:
        return "once"
    if said[0]["missed"] in get_args(Missed):
        return cast(Missed, said[0]["missed"])
    choices = ", ".join(get_args(Missed))
    of.report("timer-syntax", f"expected one of {choices} as missed, found {said[0]['missed']!r}", "choose one", node)
    return "once"


def _message(node: Any, of: FileDefinitions) -> Message | None:
    ref = _name_of(node.get("messageRef"))
    if ref in of.messages:
        message = of.messages[ref]
        if not 0 < len(message.name) <= limits.ID_CHARS:
            problem = f"expected a name of 1 to {limits.ID_CHARS} characters of the message {message.id}"
            hint = "name it; that is how others send it"
            of.report("missing-name", problem, hint, node)
        return message
    found = f"the id {ref}, which no message of this file has" if ref else "none"
    # A throwing event that calls an operation needs no message.
    if ref or local(node) == "receiveTask" or local(node.getparent()) not in _THROWING:
        of.report("unresolved-reference", f"expected a message, found {found}", "choose a message", node)
    return None


def _compensated(node: Any) -> dict[str, Any]:
    activity = _name_of(node.get("activityRef")) or None
    return {"compensated": activity, "waits": is_true(node, "waitForCompletion", "true")}


# What each kind of definition says beside its kind.
_READERS: Mapping[str, Callable[[Any, FileDefinitions], dict[str, Any]]] = {
    "timer": lambda node, of: {"timer": _timer(node, of)},
    "message": lambda node, of: {"message": _message(node, of)},
    "error": lambda node, of: {"error_code": _referred(node, "errorRef", "error", of.error_codes, of)},
    "escalation": lambda node, of: {
        "escalation_code": _referred(node, "escalationRef", "escalation", of.escalation_codes, of)
    },
    "signal": lambda node, of: {"signal": _signal(node, of)},
    "conditional": lambda node, of: {"condition": _condition(node, of)},
    "compensate": lambda node, _: _compensated(node),
    "link": lambda node, _: {"link": node.get("name")},
}
