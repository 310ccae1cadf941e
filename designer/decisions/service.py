"""Evaluating decisions of a bundle or of drafts, and explaining those that a process took; nothing is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from designer.archive import service as archive
from designer.database import reading
from designer.errors import Conflict
from designer.identity.actor import SYSTEM, Actor
from designer.modeler import library as documents
from designer.modeler import service as modeler
from designer.modeler.library import Document
from designer.returntypes import service as returntypes
from engine.queries import bundles, decisions
from engine.queries.decisions import DecisionView, Explanation, Library


@dataclass(frozen=True)
class Wanted:
    """Which version of the decisions: a bundle, else the one that serves a return type, else the active one."""

    bundle_id: int | None = None
    return_type: str | None = None


@dataclass(frozen=True)
class Version:
    """The bundle that was asked, and its decisions."""

    bundle_id: int
    bundle_name: str
    library: Library


@dataclass(frozen=True)
class Draft:
    """A DMN document as it is saved now, and the decisions in it."""

    document: Document
    library: Library


def listing(actor: Actor, wanted: Wanted) -> tuple[Version, tuple[DecisionView, ...]]:
    """All decisions of a version, by name."""
    version = _version(actor, wanted)
    return version, version.library.all()


def evaluate(
    actor: Actor, key: str, data: Mapping[str, Any], wanted: Wanted, *, trace: bool, strict: bool
) -> dict[str, Any]:
    """Evaluate the decision with the id or name `key` on JSON data.

    Gives what `engine.queries.decisions.answer` gives, with `decision` {id, name}, `model` {file, hash} and `bundle`
    {id, name}. NotFound, InvalidInput if `strict`, LimitExceeded.
    """
    version = _version(actor, wanted)
    view = version.library.get(key)
    context = version.library.read(view.id, data)
    found = version.library.evaluate(view.id, context, trace=trace, strict=strict)
    return {
        "decision": {"id": view.id, "name": view.name},
        "model": {"file": view.file, "hash": view.hash},
        "bundle": {"id": version.bundle_id, "name": version.bundle_name},
        **decisions.answer(found),
    }


def _version(actor: Actor, wanted: Wanted) -> Version:
    actor.require("decisions.evaluate")
    with reading() as conn:
        bundle_id = wanted.bundle_id or _active(conn, wanted.return_type)
        name = bundles.get(conn, bundle_id).name
        return Version(bundle_id, name, decisions.library(conn, bundle_id))


def _active(conn: Connection, return_type: str | None) -> int:
    """The bundle that new returns follow: of a type, else by the newest activation; else what was deployed last."""
    if return_type is not None:
        served = returntypes.get_type(conn, return_type).active
        if served is None:
            raise Conflict(f"Nothing serves {return_type} yet: activate a bundle for it, or name one.")
        return served.bundle_id
    activations = [found.active for found in returntypes.list_types(SYSTEM) if found.active is not None]
    if activations:
        return max(activations, key=lambda it: (it.effective_at, it.id)).bundle_id
    newest = documents.newest(conn)
    if newest is None:
        raise Conflict("There are no decisions yet: deploy a bundle first.")
    return newest.id


def draft(actor: Actor, key: str) -> Draft:
    """A DMN document with the pending drafts of those that it imports. InvalidModel if it cannot be used as it is."""
    actor.require("decisions.evaluate")
    here = modeler.workspace(actor)
    document = here.get("dmn", key)
    files = {other.file_name: other.content for other in here.documents if other.kind == "dmn"}
    return Draft(document, decisions.of_files(files, only=document.file_name))


def explain(actor: Actor, instance_id: int, number: int) -> Explanation:
    """Work out again what event `number` of an instance's history recorded. NotFound, Conflict."""
    actor.require("instances.read")
    with archive.reading_of(instance_id) as conn:
        return decisions.explain(conn, instance_id, number)
