"""What there is to choose from while drawing, and who uses what: read from the outlines of all documents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from designer.identity import policy
from designer.modeler import outline
from designer.modeler.library import START_VARIABLES, Document
from designer.modeler.outline import Named, Outline
from designer.returns.codes import statuses
from engine.errors import EngineError

_EMPTY = Outline(title="", defines=())


@dataclass(frozen=True)
class Entry:
    """A document in a list: what it is called, what it defines, and the documents that use it."""

    document: Document
    title: str
    defines: tuple[Named, ...]
    used_by: tuple[Document, ...]


def outline_of(document: Document) -> Outline:
    """The outline of a document; an empty one for a file that an older release took and this one cannot read."""
    try:
        return outline.read(document.kind, document.content)
    except EngineError:
        return _EMPTY


def entries(documents: Iterable[Document]) -> tuple[Entry, ...]:
    """Every document with its title and its users, in the given order."""
    outlines = {(document.kind, document.key): (document, outline_of(document)) for document in documents}
    found = []
    for document, own in outlines.values():
        users = [user for user, other in outlines.values() if user != document and _uses(other, document.kind, own)]
        found.append(Entry(document, own.title or document.key, own.defines, tuple(users)))
    return tuple(found)


def _uses(user: Outline, kind: str, used: Outline) -> bool:
    wanted = {"bpmn": user.processes, "dmn": user.decisions, "form": user.forms}[kind]
    return any(named.id in wanted or (kind == "dmn" and named.name in wanted) for named in used.defines)


def choices(documents: Iterable[Document]) -> Mapping[str, Any]:
    """The catalogue of the BPMN editor, JSON-safe, by what is chosen."""
    by_kind: dict[str, list[dict[str, Any]]] = {"bpmn": [], "dmn": [], "form": []}
    for document in documents:
        for named in outline_of(document).defines:
            by_kind[document.kind].append(_choice(document, named))
    return {
        "forms": by_kind["form"],
        "decisions": by_kind["dmn"],
        "processes": by_kind["bpmn"],
        "groups": [{"value": role, "label": name} for role, name in policy.ROLES.items()],
        "statuses": [{"value": status.code, "label": status.label} for status in statuses().values()],
        "variables": list(START_VARIABLES),
    }


def _choice(document: Document, named: Named) -> dict[str, Any]:
    label = named.name if named.name == named.id else f"{named.name} ({named.id})"
    return {"value": named.id, "label": label, "key": document.key, "inputs": list(named.inputs)}
