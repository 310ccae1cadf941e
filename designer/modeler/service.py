"""Drafts: opening, saving with conflict check, versions, discarding and validating."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from designer.audit import service as audit
from designer.database import reading, transaction
from designer.errors import Conflict, Invalid, NotFound
from designer.identity.actor import Actor
from designer.modeler import library, outline
from designer.modeler.library import Document, Workspace
from designer.modeler.models import Draft, DraftVersion
from engine import clock
from engine.commands import bundles as bundle_commands
from engine.commands.bundles import FileKind
from engine.errors import Problem
from engine.queries import bundles as bundle_queries

drafts = Draft.__table__
versions = DraftVersion.__table__

_RESERVED = ("new", "upload")  # addresses of pages beside those of documents
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}$")


@dataclass(frozen=True)
class Version:
    """What was saved once, without its content; `is_conflict`: refused then, because somebody else was faster."""

    id: int
    revision: int
    note: str
    is_conflict: bool
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True)
class Findings:
    """Problems of a document, and those of the other documents that would go into the same bundle."""

    own: tuple[Problem, ...]
    elsewhere: tuple[Problem, ...]


def workspace(actor: Actor) -> Workspace:
    """All documents: the library with the pending drafts over it."""
    actor.require("modeler.read")
    with reading() as conn:
        return library.read(conn)


def open_document(actor: Actor, kind: FileKind, key: str) -> Document:
    """The document to edit; NotFound when neither library nor drafts have it."""
    return workspace(actor).get(kind, key)


def save(
    actor: Actor, kind: FileKind, key: str, content: bytes, *, revision: int, base: int | None, note: str = ""
) -> Document:
    """Keep `content` as the next revision of the draft.

    `revision` and `base` are those of the document that was edited. When somebody else has saved since, or another
    bundle changed the file, raises Conflict (code draft_conflict) that says who and when; `content` is kept among the
    versions, marked as conflict. InvalidModel when it is not a file of its kind: nothing is stored.
    """
    actor.require("modeler.edit")
    outline.read(kind, content)
    with transaction() as conn:
        current = library.read(conn).get(kind, key)
        clash = _clash(conn, current, revision, base)
        _add_version(conn, actor, current, content, note, revision=revision + 1, is_conflict=clash is not None)
        if clash is None:
            return _write(conn, actor, current, content)
    raise clash


def _clash(conn: Connection, current: Document, revision: int, base: int | None) -> Conflict | None:
    is_same = current.revision == revision and (
        current.state != "deployed" or current.content in _opened(conn, current, revision, base)
    )
    if is_same:
        return None
    when = f"{current.saved_at:%d %b %Y, %H:%M} UTC"
    return Conflict(
        f"{current.saved_by} saved {current.key} at {when} (revision {current.revision}), after you opened revision "
        f"{revision}. Yours was kept among the versions. Load theirs, or save yours over it.",
        code="draft_conflict",
    )


def _opened(conn: Connection, current: Document, revision: int, base: int | None) -> list[bytes]:
    """What an editor may have opened under this revision and bundle: the draft of then, or the library's file."""
    v = versions.c
    query = select(v.content).where(
        v.kind == current.kind, v.key == current.key, v.revision == revision, v.is_conflict.is_(False)
    )
    found = [bytes(content) for content in conn.execute(query).scalars()]
    if base is not None:
        files = bundle_queries.files(conn, base)
        found += [file.content for file in files if (file.kind, file.name) == (current.kind, current.file_name)]
    return found


def _write(conn: Connection, actor: Actor, current: Document, content: bytes) -> Document:
    values: dict[str, Any] = {
        "content": content,
        "revision": current.revision + 1,
        "base_bundle_id": current.base,
        "deployed_in": None,
        "updated_by": actor.username,
        "updated_at": clock.now(),
    }
    where = (Draft.kind == current.kind, Draft.key == current.key)
    if not conn.execute(update(Draft).where(*where).values(**values)).rowcount:
        conn.execute(insert(Draft).values(kind=current.kind, key=current.key, **values))
    detail = {"kind": current.kind, "revision": values["revision"]}
    audit.record(conn, actor, "modeler.save", "draft", current.key, detail)
    return library.read(conn).get(current.kind, current.key)


def _add_version(
    conn: Connection, actor: Actor, document: Document, content: bytes, note: str, *, revision: int, is_conflict: bool
) -> None:
    values = {
        "kind": document.kind,
        "key": document.key,
        "revision": revision,
        "content": content,
        "note": note.strip()[:500],
        "is_conflict": is_conflict,
        "saved_by": actor.username,
        "saved_at": clock.now(),
    }
    conn.execute(insert(DraftVersion).values(**values))


def create(actor: Actor, kind: FileKind, key: str, content: bytes, *, note: str = "") -> Document:
    """Begin a document that the library does not have; Conflict when it has, Invalid when `key` is none."""
    actor.require("modeler.edit")
    if not _KEY.match(key) or key in _RESERVED:
        message = f"expected a letter, then letters, digits, - or _ (not {' or '.join(_RESERVED)}), found {key!r}"
        raise Invalid(f"Nothing was stored: {message}.", problems=[Problem("key", message, element_id="key")])
    outline.read(kind, content)
    with transaction() as conn:
        here = library.read(conn)
        if any((document.kind, document.key) == (kind, key) for document in here.documents):
            message = f"There is a {kind} file {key!r} already. Open it, or choose another name."
            raise Conflict(message, code="key_taken")
        revision = _last_revision(conn, kind, key)
        name = f"{key}.{library.EXTENSION[kind]}"
        base = here.base.id if here.base else None
        blank = Document(kind, key, name, content, revision, base, "new", actor.username, clock.now())
        _add_version(conn, actor, blank, content, note, revision=revision + 1, is_conflict=False)
        return _write(conn, actor, blank, content)


def _last_revision(conn: Connection, kind: str, key: str) -> int:
    query = select(func.max(versions.c.revision)).where(versions.c.kind == kind, versions.c.key == key)
    return int(conn.execute(query).scalar() or 0)


def discard(actor: Actor, kind: FileKind, key: str) -> None:
    """Drop the pending draft, so that the library's content stands again; its versions stay."""
    actor.require("modeler.edit")
    with transaction() as conn:
        current = library.read(conn).get(kind, key)
        if current.state == "deployed":
            raise Conflict(f"There is no draft of {key} to discard: it is as deployed.", code="no_draft")
        where = (Draft.kind == kind, Draft.key == key)
        if current.state == "new":
            conn.execute(delete(Draft).where(*where))
        else:
            # The row stays and counts on, so that an editor that is still open notices.
            conn.execute(update(Draft).where(*where).values(deployed_in=current.base, revision=current.revision + 1))
        audit.record(conn, actor, "modeler.discard", "draft", key, {"kind": kind, "revision": current.revision})


def list_versions(actor: Actor, kind: FileKind, key: str, limit: int = 100) -> tuple[Version, ...]:
    """Everything that was ever saved of a document, newest first."""
    actor.require("modeler.read")
    v = versions.c
    query = (
        select(v.id, v.revision, v.note, v.is_conflict, v.saved_by, v.saved_at)
        .where(v.kind == kind, v.key == key)
        .order_by(v.id.desc())
        .limit(limit)
    )
    with reading() as conn:
        return tuple(Version(**row) for row in conn.execute(query).mappings())


def version_content(actor: Actor, kind: FileKind, key: str, version_id: int) -> bytes:
    """What was saved then; NotFound when the document has no such version."""
    actor.require("modeler.read")
    v = versions.c
    query = select(v.content).where(v.id == version_id, v.kind == kind, v.key == key)
    with reading() as conn:
        content = conn.execute(query).scalar()
    if content is None:
        raise NotFound(f"There is no version {version_id} of {key}.")
    return bytes(content)


def restore(actor: Actor, kind: FileKind, key: str, version_id: int) -> Document:
    """Make an old version the draft again, as a new revision."""
    actor.require("modeler.edit")
    content = version_content(actor, kind, key, version_id)
    with transaction() as conn:
        current = library.read(conn).get(kind, key)
        note = f"Restored version {version_id}"
        return save(actor, kind, key, content, revision=current.revision, base=current.base, note=note)


def validate(actor: Actor, kind: FileKind, key: str, content: bytes) -> Findings:
    """All problems of `content` together with the rest of the next bundle; nothing is stored."""
    actor.require("modeler.read")
    here = workspace(actor)
    document = replace(here.get(kind, key), content=content)
    others = tuple(other for other in here.documents if (other.kind, other.key) != (kind, key))
    files = replace(here, documents=(*others, document)).files()
    problems = bundle_commands.validate(files, operations=library.known_operations(), start=library.START_VARIABLES)
    own = tuple(problem for problem in problems if _is_about(problem, document, others))
    return Findings(own, tuple(problem for problem in problems if problem not in own))


def _is_about(problem: Problem, document: Document, others: Sequence[Document]) -> bool:
    if problem.file is None:
        return True
    # Files of two kinds may share a name: then both are told.
    return problem.file == document.file_name or all(problem.file != other.file_name for other in others)


def validate_all(actor: Actor, as_executable: Collection[str] = ()) -> tuple[Problem, ...]:
    """All problems of the bundle that a deployment would make now, the drawings `as_executable` being to run."""
    return bundle_commands.validate(
        workspace(actor).files(as_executable), operations=library.known_operations(), start=library.START_VARIABLES
    )
