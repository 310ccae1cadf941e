"""Deploys and validates bundles: what is deployed together and never changes afterwards."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from engine import clock
from engine.errors import InvalidModel, Problem
from engine.runtime import bundles, forms
from engine.runtime.bundles import CompiledBundle, File, FileKind, Operations
from engine.store import bundles as rows

__all__ = ["BundleRef", "File", "FileKind", "deploy", "validate"]


@dataclass(frozen=True)
class BundleRef:
    """A deployed bundle; `is_new` is False when the very same content was deployed before."""

    id: int
    is_new: bool
    warnings: tuple[Problem, ...]


def validate(
    files: Sequence[File],
    *,
    operations: Operations | None = None,
    start: Collection[str] = (),
    is_complete: bool = True,
) -> tuple[Problem, ...]:
    """All problems of `files` as one bundle, errors and warnings; never raises for what the files contain.

    `operations` is what is known of each (connector, operation), None leaves them unchecked; `start` are variables
    that processes are started with. Without `is_complete` there may be forms and decisions elsewhere if `files` has
    none.
    """
    try:
        return bundles.build(files, operations=operations, start=start, is_complete=is_complete)[1]
    except InvalidModel as error:
        return error.problems


def deploy(
    conn: Connection,
    files: Sequence[File],
    *,
    name: str,
    by: str,
    operations: Operations | None = None,
    start: Collection[str] = (),
) -> BundleRef:
    """Store `files` as one bundle. The same content is the same bundle. InvalidModel lists all that hinders."""
    compiled, warnings = bundles.build(files, operations=operations, start=start)
    hashes = {(file.kind, file.name): hashlib.sha256(file.content).hexdigest() for file in files}
    digest = _digest(hashes)
    existing = rows.find_by_hash(conn, digest)
    if existing is not None:
        return BundleRef(existing, is_new=False, warnings=warnings)
    bundle_id = rows.add(conn, digest=digest, name=name, by=by, at=clock.now())
    rows.add_content(conn, {hashes[file.kind, file.name]: file.content for file in files})
    rows.add_files(conn, bundle_id, ((kind, file_name, h) for (kind, file_name), h in hashes.items()))
    rows.add_definitions(conn, bundle_id, _definitions(compiled, files))
    return BundleRef(bundle_id, is_new=True, warnings=warnings)


def _digest(hashes: Mapping[tuple[FileKind, str], str]) -> str:
    lines = sorted(f"{kind}\x1f{name}\x1f{digest}" for (kind, name), digest in hashes.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _definitions(compiled: CompiledBundle, files: Sequence[File]) -> list[tuple[str, str, str, str]]:
    found = [("process", p.id, p.name or p.id, p.file) for p in compiled.model.processes.values()]
    for file_name, model in compiled.decision_models.items():
        found += [("decision", d.id, d.name, file_name) for d in model.decisions.values()]
    for file in files:
        if file.kind == "form":
            form = forms.read(file.name, file.content)
            found.append(("form", form.key, form.title, file.name))
    return found
