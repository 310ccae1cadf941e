"""The drafts API: what the editors of the modeler use, open to programs too."""

from typing import Any

from flask import Blueprint

from designer.api.operation import operation
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from designer.modeler import service
from designer.modeler.library import Document
from designer.modeler.outline import MAX_BYTES
from designer.modeler.schemas import (
    ContentSchema,
    CreateSchema,
    DocumentListSchema,
    DocumentSchema,
    FindingsSchema,
    SaveSchema,
    VersionListSchema,
)
from designer.modeler.service import Findings
from engine.commands.bundles import FileKind

blueprint = Blueprint("modeler_api", __name__)

# A model travels as a JSON text, in which quotes and line ends take two bytes each.
MAX_BODY = 2 * MAX_BYTES
KIND = "<any(bpmn,dmn,form):kind>"


@blueprint.get("/drafts")
@requires("modeler.read")
@operation("List processes, decisions and forms", returns=DocumentListSchema, tag="drafts")
def index() -> dict[str, Any]:
    """The library of the newest bundle with the pending drafts over it."""
    return {"documents": service.workspace(signed_in_actor()).documents}


@blueprint.get(f"/drafts/{KIND}/<key>")
@requires("modeler.read")
@operation("Read a document", returns=DocumentSchema, tag="drafts")
def show(kind: FileKind, key: str) -> Document:
    """The pending draft, else what is deployed."""
    return service.open_document(signed_in_actor(), kind, key)


@blueprint.post(f"/drafts/{KIND}")
@requires("modeler.edit")
@operation("Begin a document", body=CreateSchema, returns=DocumentSchema, status=201, tag="drafts", max_bytes=MAX_BODY)
def create(kind: FileKind, body: dict[str, Any]) -> Document:
    """A draft of something that the library does not have yet."""
    content = body["content"].encode()
    return service.create(signed_in_actor(), kind, body["key"], content, note=body["note"])


@blueprint.put(f"/drafts/{KIND}/<key>")
@requires("modeler.edit")
@operation("Save a draft", body=SaveSchema, returns=DocumentSchema, tag="drafts", max_bytes=MAX_BODY)
def save(kind: FileKind, key: str, body: dict[str, Any]) -> Document:
    """Keep the text as the next revision. When somebody else saved since: 409 `draft_conflict`, and both are kept."""
    content = body.pop("content").encode()
    return service.save(signed_in_actor(), kind, key, content, **body)


@blueprint.delete(f"/drafts/{KIND}/<key>")
@requires("modeler.edit")
@operation("Discard a draft", tag="drafts")
def discard(kind: FileKind, key: str) -> None:
    """What is deployed stands again; the versions stay."""
    service.discard(signed_in_actor(), kind, key)


@blueprint.post(f"/drafts/{KIND}/<key>/problems")
@requires("modeler.read")
@operation("Check a text", body=ContentSchema, returns=FindingsSchema, tag="drafts", max_bytes=MAX_BODY)
def problems(kind: FileKind, key: str, body: dict[str, Any]) -> Findings:
    """All problems of the text together with the rest of the library, with the ids of elements; nothing is stored."""
    return service.validate(signed_in_actor(), kind, key, body["content"].encode())


@blueprint.get(f"/drafts/{KIND}/<key>/versions")
@requires("modeler.read")
@operation("List the versions of a document", returns=VersionListSchema, tag="drafts")
def versions(kind: FileKind, key: str) -> dict[str, Any]:
    """Everything that was ever saved, newest first."""
    return {"versions": service.list_versions(signed_in_actor(), kind, key)}


@blueprint.post(f"/drafts/{KIND}/<key>/versions/<int:version_id>/restore")
@requires("modeler.edit")
@operation("Restore a version", returns=DocumentSchema, tag="drafts")
def restore(kind: FileKind, key: str, version_id: int) -> Document:
    """Make an old version the draft again, as a new revision."""
    return service.restore(signed_in_actor(), kind, key, version_id)
