"""Tells what happened to a return in sentences, from its own events and the history of its process."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from designer.returns.codes import Tone, status_of, words
from designer.returns.events import ReturnEvent
from designer.returns.postings import is_posting
from engine.queries.instances import HistoryEntry

_CODE = re.compile(r"[A-Z]+(_[A-Z]+)+")
Facts = tuple[tuple[str, str], ...]
RUNNING: Tone = "running"
WAITING: Tone = "waiting"
DONE: Tone = "done"
TROUBLE: Tone = "trouble"
IDLE: Tone = "idle"


@dataclass(frozen=True)
class Sentence:
    """One thing that happened, as the timeline of a page takes it; `details` (name, value) fold away."""

    at: datetime
    who: str
    symbol: str
    kind: Tone
    sentence: str
    details: Facts = ()


@dataclass(frozen=True)
class Words:
    """What the story needs to call things by their names: the bundle's, and decisions by id."""

    bundle: str
    decisions: Mapping[str, str]


def tell(own: Iterable[ReturnEvent], history: Iterable[HistoryEntry], names: Words) -> list[Sentence]:
    """The story, first things first, from the return's own events and the engine's history."""
    found = [_of_return(event) for event in own]
    for entry in history:
        if entry.kind == "decision_evaluated":
            found.append(_decision(entry, names))
        elif entry.kind in _TELLERS:
            told = _TELLERS[entry.kind](entry)
            if told is not None:
                found.append(told)
    return sorted(found, key=lambda sentence: sentence.at)


def _of_return(event: ReturnEvent) -> Sentence:
    status = status_of(event.after or "")
    detail = (("reason", event.detail),) if event.detail else ()
    match event.kind:
        case "submitted":
            symbol, kind, text = "send", RUNNING, f"{event.actor} asked for this return"
        case "cancel_requested":
            symbol, kind, text = "ban", WAITING, f"{event.actor} asked to cancel this return"
        case "status_changed":
            symbol, kind, text = status.icon, status.tone, f"The return became {status.label.lower()}"
        case "status_refused":
            symbol, kind = "alert-triangle", TROUBLE
            text = f"The process named {status.label.lower()}, a status that may not follow; nothing was changed"
        case _:
            symbol, kind, text = "point", IDLE, words(event.kind)
    return Sentence(event.at, _who(event.actor), symbol, kind, text, detail)


def _decision(entry: HistoryEntry, names: Words) -> Sentence:
    ref = str(entry.data.get("decision") or "")
    hits = [hit for hit in entry.data.get("rules") or () if isinstance(hit, Mapping)]
    applied = f"applied rule {' and '.join(str(hit['rule']) for hit in hits)}" if hits else "was evaluated"
    value = in_words(entry.data.get("value"))
    facts = [("version", names.bundle), ("result", value)]
    facts += [(f"rule {hit['rule']}", str(hit["annotation"])) for hit in hits if hit.get("annotation")]
    facts += [("problem", in_words(problem)) for problem in entry.data.get("problems") or ()]
    result = f": {value}" if len(value) <= 80 else ""
    return _say(entry, "table", IDLE, f"Decision “{names.decisions.get(ref, ref)}” {applied}{result}", tuple(facts))


def _task_created(entry: HistoryEntry) -> Sentence:
    groups = ", ".join(str(group).replace("_", " ") for group in entry.data.get("groups") or ())
    return _say(entry, "clipboard-check", WAITING, f"“{_title(entry)}” was put to {groups or 'the task list'}")


def _task_completed(entry: HistoryEntry) -> Sentence:
    entered = entry.data.get("values") or {}
    facts = tuple((words(str(key)), in_words(value)) for key, value in entered.items())
    return _say(entry, "check", DONE, f"{entry.actor} completed “{_title(entry)}”", facts)


def _task_refused(entry: HistoryEntry) -> Sentence:
    text = f"{entry.actor} was refused at “{_title(entry)}” by segregation of duties"
    return _say(entry, "shield-check", TROUBLE, text, _facts(entry, "message"))


def _job_completed(entry: HistoryEntry) -> Sentence | None:
    external = entry.data.get("external")
    if not isinstance(external, Mapping) or not external.get("id"):
        return None
    if not is_posting(str(entry.data.get("connector")), str(entry.data.get("operation"))):
        return None  # a read leaves nothing outside; it stands in the diagram and under Instances
    system, thing = str(external.get("system") or "").upper(), words(str(external.get("type") or "document")).lower()
    facts = (("step", _element(entry)), *_facts(entry, "connector", "operation", "attempt"))
    return _say(entry, "upload", DONE, f"{_element(entry)}: {thing} {external['id']} stands in {system}", facts)


def _job_failed(entry: HistoryEntry) -> Sentence:
    facts = _facts(entry, "code", "message", "attempt")
    return _say(entry, "alert-triangle", WAITING, f"“{_element(entry)}” did not succeed", facts)


def _incident(entry: HistoryEntry) -> Sentence:
    text = f"Stopped at “{_element(entry)}”: a person must look at it"
    return _say(entry, "alert-triangle", TROUBLE, text, _facts(entry, "code", "message"))


def _incident_resolved(entry: HistoryEntry) -> Sentence:
    facts = _facts(entry, "resolution", "external", "note", "code")
    return _say(entry, "settings", DONE, f"{entry.actor} repaired “{_element(entry)}”", facts)


def _message(entry: HistoryEntry) -> Sentence:
    message = words(str(entry.data.get("message") or "")).lower()
    return _say(entry, "inbox", RUNNING, f"Message received: {message}", _facts(entry, "source", "message_id"))


def _timer(entry: HistoryEntry) -> Sentence:
    return _say(entry, "clock", WAITING, f"The time was up for “{_element(entry)}”")


def _completed(entry: HistoryEntry) -> Sentence:
    return _say(entry, "flag", DONE, "The process ended")


def _cancelled(entry: HistoryEntry) -> Sentence:
    return _say(entry, "ban", IDLE, "The process was cancelled", _facts(entry, "reason"))


_TELLERS: Mapping[str, Callable[[HistoryEntry], Sentence | None]] = {
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


def _say(entry: HistoryEntry, symbol: str, kind: Tone, text: str, facts: Facts = ()) -> Sentence:
    return Sentence(entry.at, _who(entry.actor), symbol, kind, text, facts)


def _who(actor: str) -> str:
    # A worker is named by machine and process; for the story it is the application itself.
    return "" if actor.startswith("worker:") else actor.replace("message:", "message from ")


def _title(entry: HistoryEntry) -> str:
    return str(entry.data.get("title") or _element(entry))


def _element(entry: HistoryEntry) -> str:
    return str(entry.element_name or entry.element_id or "the process")


def _facts(entry: HistoryEntry, *names: str) -> Facts:
    return tuple((words(name), in_words(entry.data[name])) for name in names if entry.data.get(name) is not None)


def in_words(value: Any) -> str:
    """Any value of a process as short text for people."""
    match value:
        case None | "":
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case timedelta():
            return _duration(value)
        case Mapping():
            said = ((str(key).replace("_", " "), item) for key, item in value.items() if item not in (None, "", []))
            return ", ".join(f"{key} {in_words(item)}" for key, item in said) or "nothing"
        case list() | tuple():
            return ", ".join(in_words(item) for item in value) or "none"
    text = str(value)
    return words(text) if _CODE.fullmatch(text) else text


def _duration(value: timedelta) -> str:
    hours, seconds = divmod(value.seconds, 3600)
    parts = ((value.days, "day"), (hours, "hour"), (seconds // 60, "minute"))
    return " ".join(f"{count} {unit}{'s' if count != 1 else ''}" for count, unit in parts if count) or "no time"
