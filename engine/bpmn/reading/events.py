"""Reads what an event is about: its one event definition."""

from collections.abc import Mapping
from typing import Any

from engine.bpmn import limits
from engine.bpmn.elements import EventDefinition, Message, Timer, TimerKind
from engine.bpmn.reading.definitions import FileDefinitions
from engine.bpmn.reading.markup import is_bpmn, is_definition, local, tag, text
from engine.bpmn.vocabulary import EVENT_DEFINITION_SUFFIX

_TIMER_KINDS: Mapping[str, TimerKind] = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
_THROWING = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})


def read_event(node: Any, kind: str, of: FileDefinitions) -> EventDefinition | None:
    if kind == "receiveTask" or (kind == "sendTask" and node.get("messageRef")):
        return EventDefinition("message", message=_message(node, of))
    if not kind.endswith("Event"):
        return None
    definitions = [child for child in node.iterchildren() if is_bpmn(child) and is_definition(child)]
    if not definitions:
        return EventDefinition("none")
    if len(definitions) > 1:
        hint = "draw one event per definition"
        of.report("unsupported-element", "events with several definitions are not supported yet", hint, node)
    return _definition(definitions[0], of)


def _definition(node: Any, of: FileDefinitions) -> EventDefinition:
    if local(node) == "eventDefinitionRef":
        hint = "put the definition into the event"
        of.report("unsupported-element", "eventDefinitionRef is not supported yet", hint, node)
        return EventDefinition("reference")
    kind = local(node).removesuffix(EVENT_DEFINITION_SUFFIX)
    if kind == "timer":
        return EventDefinition(kind, timer=_timer(node, of))
    if kind == "message":
        return EventDefinition(kind, message=_message(node, of))
    if kind == "error":
        return EventDefinition(kind, error_code=_error_code(node, of))
    if kind == "link":
        return EventDefinition(kind, link=node.get("name"))
    return EventDefinition(kind)


def _timer(node: Any, of: FileDefinitions) -> Timer | None:
    texts = [(timer_kind, text(node.find(tag(name)))) for name, timer_kind in _TIMER_KINDS.items()]
    given = [Timer(timer_kind, said) for timer_kind, said in texts if said]
    if len(given) != 1:
        message = f"expected one of timeDate, timeDuration, timeCycle with a text, found {len(given)}"
        of.report("timer-syntax", message, 'for example a duration "P2D", or FEEL after a leading =', node)
    return given[0] if given else None


def _message(node: Any, of: FileDefinitions) -> Message | None:
    ref = node.get("messageRef")
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


def _error_code(node: Any, of: FileDefinitions) -> str | None:
    ref = node.get("errorRef")
    if ref and ref not in of.error_codes:
        message = f"expected an error, found the id {ref}, which no error of this file has"
        of.report("unresolved-reference", message, "choose an error", node)
    return of.error_codes.get(ref) if ref else None
