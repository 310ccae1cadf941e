"""What the deployments page shows: each bundle with what changed, who made it, what it serves and what runs on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from designer.database import reading
from designer.identity.actor import Actor
from designer.modeler import deployment
from designer.modeler.deployment import Edit
from designer.returntypes import service
from designer.returntypes.service import TypeView
from engine.queries import bundles
from engine.queries.bundles import BundleView, FileView


@dataclass(frozen=True)
class Changes:
    """Names of files, as `kind/name`, against the bundle before."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)


@dataclass(frozen=True)
class BundleSummary:
    """A bundle as the page shows it; `running` are returns on it that have not ended."""

    bundle: BundleView
    compared_with: int | None
    changes: Changes
    edits: tuple[Edit, ...]
    serves: tuple[str, ...]
    activatable: tuple[str, ...]

    @property
    def is_alone(self) -> bool:
        """Whether somebody deployed what the same person had edited."""
        return any(edit.is_alone for edit in self.edits)


def bundles_page(actor: Actor, limit: int = 20) -> tuple[BundleSummary, ...]:
    """The newest bundles first."""
    actor.require("deployments.read")
    types = service.list_types(actor)
    with reading() as conn:
        views = bundles.list_all(conn, limit)
        files = {view.id: bundles.files(conn, view.id) for view in views}
        return tuple(_summary(conn, view, views[place + 1 :], files, types) for place, view in enumerate(views))


def _summary(
    conn: Connection,
    view: BundleView,
    older: Sequence[BundleView],
    files: Mapping[int, Sequence[FileView]],
    types: Sequence[TypeView],
) -> BundleSummary:
    before = deployment.base_of(conn, view.id) or (older[0].id if older else None)
    processes = {found.key for found in bundles.definitions(conn, view.id, "process")}
    serves = tuple(kind.code for kind in types if any(active.bundle_id == view.id for active in kind.serving))
    can = (kind for kind in types if kind.process_id in processes and not _is_all(kind, view.id))
    return BundleSummary(
        bundle=view,
        compared_with=before,
        changes=_changes(conn, files, before, view.id),
        edits=deployment.edits_of(conn, view.id),
        serves=serves,
        activatable=tuple(kind.code for kind in can),
    )


def _is_all(kind: TypeView, bundle_id: int) -> bool:
    """Whether every new return of the type follows the bundle already."""
    return len(kind.serving) == 1 and kind.serving[0].bundle_id == bundle_id


def _changes(conn: Connection, files: Mapping[int, Sequence[FileView]], before: int | None, after: int) -> Changes:
    if before is None:
        old: Sequence[FileView] = ()
    else:
        old = files[before] if before in files else bundles.files(conn, before)
    found = bundles.changes(old, files[after])
    return Changes(tuple(found["added"]), tuple(found["changed"]), tuple(found["removed"]))


def running_on(conn: Connection, kind: TypeView) -> dict[int, int]:
    """How many returns run on each bundle that serves the type now."""
    return {active.bundle_id: bundles.get(conn, active.bundle_id).running for active in kind.serving}
