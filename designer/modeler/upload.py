"""Takes uploaded files as drafts: everything is checked before anything is stored."""

import re
from typing import IO, Protocol

from designer.errors import Invalid
from designer.identity.actor import Actor
from designer.modeler import library, outline, service
from designer.modeler.library import Document
from engine.commands.bundles import FileKind


class Upload(Protocol):
    """What a web server hands over: a stream of bytes."""

    @property
    def stream(self) -> IO[bytes]: ...


def key_from(name: str) -> str:
    """A key made of a name: `Restocking fee (2026)` gives `restocking_fee_2026`."""
    return re.sub(r"\W+", "_", name.lower(), flags=re.ASCII).strip("_")


def take(actor: Actor, kind: FileKind, file_name: str | None, file: Upload | None) -> Document:
    """Keep the file as a draft: the next revision of the document of that name, or a new one.

    Raises Invalid without a file, InvalidModel when it is none of its kind and LimitExceeded when it is too large.
    """
    actor.require("modeler.edit")
    if file is None or not file_name:
        raise Invalid("Nothing was stored: choose a file first.", code="no_file")
    content = file.stream.read(outline.MAX_BYTES + 1)
    found = outline.read(kind, content)
    key = key_from(library.key_of(file_name)) or found.defines[0].id
    note = f"Uploaded {file_name[:200]}"
    for document in service.workspace(actor).documents:
        if document.kind == kind and document.key in (key, library.key_of(file_name)):
            revision, base = document.revision, document.base
            return service.save(actor, kind, document.key, content, revision=revision, base=base, note=note)
    return service.create(actor, kind, key, content, note=note)
