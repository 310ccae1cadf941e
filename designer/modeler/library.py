"""The library of the latest bundle, the pending drafts over it, and both together as the next bundle."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import PurePath
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from connectors.sdk import registry
from designer.errors import NotFound
from designer.modeler.models import Deployment, Draft
from engine.commands.bundles import File, FileKind
from engine.lint import OperationFacts, mending
from engine.queries import bundles
from engine.queries.bundles import BundleView

drafts = Draft.__table__
deployments = Deployment.__table__

KINDS: tuple[FileKind, ...] = ("bpmn", "dmn", "form")
EXTENSION: dict[str, str] = {"bpmn": "bpmn", "dmn": "dmn", "form": "json"}
# What the returns room gives a process when a return starts; offered while expressions are typed, known to lint.
START_VARIABLES = (
    "return_id", "return_no", "return_type", "channel", "requester", "requested_on", "customer_id", "order_no",
    "requested_resolution", "notes", "evidence", "lines",
)  # fmt: skip

State = Literal["deployed", "changed", "new"]


@dataclass(frozen=True)
class Document:
    """One file as an editor opens it: the pending draft, else what is deployed.

    `revision` counts what was saved here (0: nothing yet), `base` is the newest bundle, `state` compares with it.
    """

    kind: FileKind
    key: str
    file_name: str
    content: bytes
    revision: int
    base: int | None
    state: State
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True)
class Workspace:
    """All documents, and the newest bundle that they start from."""

    base: BundleView | None
    documents: tuple[Document, ...]

    def get(self, kind: FileKind, key: str) -> Document:
        for document in self.documents:
            if (document.kind, document.key) == (kind, key):
                return document
        raise NotFound(f"There is no {kind} file {key!r} in the library, nor a draft of one.")

    @property
    def pending(self) -> tuple[Document, ...]:
        """The drafts that are not deployed yet."""
        return tuple(document for document in self.documents if document.state != "deployed")

    def files(self, as_executable: Collection[str] = ()) -> list[File]:
        """The next bundle: drafts over the library; the drawings among the drafts `as_executable` are to run."""
        return [
            File(document.kind, document.file_name, _content(document, as_executable)) for document in self.documents
        ]

    @property
    def drawings(self) -> tuple[Document, ...]:
        """The drafts in which a process is marked as not executable."""
        return tuple(it for it in self.pending if it.kind == "bpmn" and mending.drawings(it.content))


def _content(document: Document, as_executable: Collection[str]) -> bytes:
    is_wanted = document.kind == "bpmn" and document.state != "deployed" and document.key in as_executable
    return mending.as_executable(document.content) if is_wanted else document.content


def key_of(file_name: str) -> str:
    """The key of a library file: its name without folder and ending."""
    return PurePath(file_name).stem


def newest(conn: Connection) -> BundleView | None:
    """The bundle that was deployed last: the newest one, unless older content was deployed again after it."""
    latest = bundles.latest(conn)
    again = conn.execute(select(deployments).order_by(deployments.c.id.desc()).limit(1)).first()
    if latest is None or again is None or again.deployed_at < latest.created_at:
        return latest
    return bundles.get(conn, again.bundle_id)


def read(conn: Connection) -> Workspace:
    """The library with the pending drafts over it, ordered by kind and key."""
    base = newest(conn)
    library = bundles.files(conn, base.id) if base else ()
    saved = {(row.kind, row.key): row for row in conn.execute(select(drafts))}
    found = []
    for file in library:
        row = saved.pop((file.kind, key_of(file.name)), None)
        found.append(_of_library(base, file, row))
    found += [_of_draft(row, base, "new", None) for row in saved.values() if row.deployed_in is None]
    return Workspace(base, tuple(sorted(found, key=lambda document: (document.kind, document.key))))


def _of_library(base: BundleView | None, file: bundles.FileView, row: Row[Any] | None) -> Document:
    if base is None:
        raise LookupError("expected a bundle behind a library file")
    if row is not None and row.deployed_in is None and row.content != file.content:
        return _of_draft(row, base, "changed", file.name)
    return Document(
        kind=next(kind for kind in KINDS if kind == file.kind),
        key=key_of(file.name),
        file_name=file.name,
        content=file.content,
        revision=row.revision if row is not None else 0,
        base=base.id,
        state="deployed",
        saved_by=base.created_by,
        saved_at=base.created_at,
    )


def _of_draft(row: Row[Any], base: BundleView | None, state: State, file_name: str | None) -> Document:
    return Document(
        kind=row.kind,
        key=row.key,
        file_name=file_name or f"{row.key}.{EXTENSION[row.kind]}",
        content=row.content,
        revision=row.revision,
        base=base.id if base else None,
        state=state,
        saved_by=row.updated_by,
        saved_at=row.updated_at,
    )


def known_operations() -> dict[tuple[str, str], OperationFacts]:
    """Every (connector, operation) that is installed, and what a diagram has to reckon with that calls it."""
    return {
        (connector.id, name): OperationFacts(
            operation.effect.value, tuple(error.code for error in operation.errors), operation.reverse
        )
        for connector in registry.all()
        for name, operation in connector.operations.items()
    }


def shipped() -> list[File]:
    """The library that comes with Returnflow: processes/bpmn, processes/dmn and forms."""
    folders: tuple[tuple[FileKind, str, str], ...] = (
        ("bpmn", "processes", "bpmn"),
        ("dmn", "processes", "dmn"),
        ("form", "forms", ""),
    )
    found = []
    for kind, package, folder in folders:
        place = files(package).joinpath(folder) if folder else files(package)
        entries = sorted(place.iterdir(), key=lambda entry: entry.name)
        wanted = [entry for entry in entries if entry.name.endswith(f".{EXTENSION[kind]}")]
        found += [File(kind, entry.name, entry.read_bytes()) for entry in wanted]
    return found
