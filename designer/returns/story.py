"""Tells what happened to a return in sentences, from its own events and the history of its process."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from designer.returns.bundle_names import BundleNames
from designer.returns.codes import Tone, status_of, words
from designer.returns.events import ReturnEvent


@dataclass(frozen=True)
class Sentence:
    """One thing that happened: `text` with its `subject` set off, `facts` (name, value) that fold away."""

    at: datetime
    actor: str
    icon: str
    tone: Tone
    text: str
    subject: str = ""
    tail: str = ""
    facts: tuple[tuple[str, str], ...] = ()


Event = Mapping[str, Any]
_Told = tuple[str, Tone, str, str, str, tuple[tuple[str, str], ...]]


def tell(
    own: Iterable[ReturnEvent], history: Iterable[tuple[datetime, str, Event]], names: BundleNames
) -> list[Sentence]:
    """The story, first things first; `history` are (when, who, event of the engine)."""
    found = [_own_sentence(event) for event in own]
    for at, actor, event in history:
        teller = _TELLERS.get(event["kind"])
        told = teller(event, event.get("data") or {}, names) if teller else None
        if told is not None:
            icon, tone, text, subject, tail, facts = told
            found.append(Sentence(at, actor, icon, tone, text, subject, tail, facts))
    return sorted(found, key=lambda sentence: sentence.at)


def _own_sentence(event: ReturnEvent) -> Sentence:
    match event.kind:
        case "submitted":
            return Sentence(event.at, event.actor, "send", "running", "asked for this return")
        case "status_changed":
            status = status_of(event.after or "")
            return Sentence(event.at, event.actor, status.icon, status.tone, "The return became", status.label.lower())
        case "cancel_requested":
            reason = (("reason", event.detail),) if event.detail else ()
            return Sentence(event.at, event.actor, "ban", "waiting", "asked to cancel this return", facts=reason)
        case "status_refused":
            return Sentence(
                event.at, event.actor, "alert-triangle", "trouble", "The process named a status that may not follow:",
                status_of(event.after or "").label.lower(), "The return stayed as it was.", (("why", event.detail),),
            )  # fmt: skip
    return Sentence(event.at, event.actor, "point", "neutral", words(event.kind))


def _element(event: Event, names: BundleNames) -> str:
    key = str(event.get("element_id") or "")
    return str(event.get("name") or names.elements.get(key) or key)


def _decision(event: Event, data: Event, names: BundleNames) -> _Told:
    ref = str(data.get("decision") or "")
    rules = [_rule(rule) for rule in data.get("rules") or []]
    hit = f"applied rule {' and '.join(rules)}" if rules else "was evaluated"
    value = in_words(data.get("value"))
    facts = [("version", names.bundle), ("result", value)]
    facts += [("note", note) for rule in data.get("rules") or [] if (note := _note(rule))]
    facts += [("problem", in_words(problem)) for problem in data.get("problems") or []]
    tail = f"{hit}: {value}" if len(value) <= 80 else hit
    return ("table", "neutral", "Decision", names.decisions.get(ref, ref), tail, tuple(facts))


def _rule(rule: Any) -> str:
    return str(rule.get("rule", "?")) if isinstance(rule, Mapping) else str(rule)


def _note(rule: Any) -> str:
    return str(rule.get("annotation") or "") if isinstance(rule, Mapping) else ""


def _task_created(event: Event, data: Event, names: BundleNames) -> _Told:
    groups = ", ".join(str(group).replace("_", " ") for group in data.get("groups") or ())
    tail = f"was put to {groups}" if groups else "was put on the task list"
    return ("clipboard", "waiting", "Task", str(data.get("title") or _element(event, names)), tail, ())


def _task_completed(event: Event, data: Event, names: BundleNames) -> _Told:
    facts = tuple((words(str(key)), in_words(value)) for key, value in (data.get("values") or {}).items())
    return ("check", "done", "completed", str(data.get("title") or _element(event, names)), "", facts)


def _task_refused(event: Event, data: Event, names: BundleNames) -> _Told:
    facts = (("why", str(data.get("message") or "")),)
    return ("shield", "trouble", "was refused at", _element(event, names), "by segregation of duties", facts)


def _job_completed(event: Event, data: Event, names: BundleNames) -> _Told | None:
    external = data.get("external")
    if not isinstance(external, Mapping) or not external.get("id"):
        return None  # a read leaves nothing outside; it stands in the diagram and under Instances
    thing = f"{words(str(external.get('type') or 'document')).lower()} {external['id']}"
    facts = [("step", _element(event, names))]
    facts += [(key, str(data[key])) for key in ("connector", "operation", "attempt") if data.get(key) is not None]
    return ("upload", "done", f"Posted in {str(external.get('system') or '').upper()}:", thing, "", tuple(facts))


def _job_failed(event: Event, data: Event, names: BundleNames) -> _Told:
    facts = tuple((key, str(data[key])) for key in ("code", "message", "attempt", "fate") if data.get(key) is not None)
    return ("alert-triangle", "waiting", "A try of", _element(event, names), "did not succeed", facts)


def _incident(event: Event, data: Event, names: BundleNames) -> _Told:
    facts = tuple((key, str(data[key])) for key in ("code", "message") if data.get(key))
    return ("alert-triangle", "trouble", "Stopped at", _element(event, names), "A person must look at it.", facts)


def _incident_resolved(event: Event, data: Event, names: BundleNames) -> _Told:
    facts = tuple((words(key), in_words(data[key])) for key in ("resolution", "external", "note", "code") if data.get(key))
    return ("tool", "done", "repaired", _element(event, names), "", facts)


def _message(event: Event, data: Event, names: BundleNames) -> _Told:
    message = words(str(data.get("message") or data.get("name") or _element(event, names))).lower()
    facts = tuple((key, str(data[key])) for key in ("source", "message_id") if data.get(key))
    return ("inbox", "running", "Message received:", message, "", facts)


def _timer(event: Event, _data: Event, names: BundleNames) -> _Told:
    return ("clock", "waiting", "The time was up for", _element(event, names), "", ())


def _completed(_event: Event, _data: Event, _names: BundleNames) -> _Told:
    return ("flag", "done", "The process ended", "", "", ())


def _cancelled(_event: Event, data: Event, _names: BundleNames) -> _Told:
    reason = (("reason", str(data["reason"])),) if data.get("reason") else ()
    return ("ban", "neutral", "The process was cancelled", "", "", reason)


_TELLERS: Mapping[str, Callable[[Event, Event, BundleNames], _Told | None]] = {
    "decision_evaluated": _decision,
    "task_created": _task_created,
    "task_completed": _task_completed,
    "task_refused": _task_refused,
    "job_completed": _job_completed,
    "job_failed": _job_failed,
    "incident_raised": _incident,
    "incident_resolved": _incident_resolved,
    "message_received": _message,
    "timer_fired": _timer,
    "process_completed": _completed,
    "process_cancelled": _cancelled,
}


def in_words(value: Any) -> str:
    """Any value of a process as short text for people."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{str(key).replace('_', ' ')} {in_words(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(in_words(item) for item in value) or "none"
    return str(value)
