"""Deployments: all drafts and the rest of the library as one new bundle, and who edited what went into it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from designer.audit import service as audit
from designer.database import transaction
from designer.errors import Conflict
from designer.identity.actor import Actor
from designer.modeler import library
from designer.modeler.library import Document, Workspace
from designer.modeler.models import DeployedDraft, Deployment, Draft
from engine import clock
from engine.commands import bundles as bundle_commands
from engine.commands.bundles import BundleRef, File, FileKind

deployed = DeployedDraft.__table__
deployments = Deployment.__table__


@dataclass(frozen=True)
class Edit:
    """A draft that went into a bundle: who edited it and who deployed it."""

    kind: FileKind
    key: str
    revision: int
    edited_by: str
    deployed_by: str

    @property
    def is_alone(self) -> bool:
        """Whether one person did both, which the four-eyes rule wants to know."""
        return self.edited_by == self.deployed_by


def deploy(actor: Actor, *, name: str, as_executable: Collection[str] = ()) -> BundleRef:
    """Make one bundle of all drafts and the rest of the library; the drafts are then no longer pending.

    `as_executable` are keys of diagrams whose drawings are to run: they go into the bundle marked as executable.
    InvalidModel lists everything that hinders; Conflict when nothing differs from the newest bundle.
    """
    actor.require("deployments.deploy")
    with transaction() as conn:
        here = library.read(conn)
        pending = here.pending
        if not pending:
            raise Conflict("There is no draft to deploy: the library is as deployed.", code="nothing_to_deploy")
        ref = _stored(conn, here.files(as_executable), name, actor)
        _note(conn, actor, ref.id, here)
        for document in pending:
            where = (Draft.kind == document.kind, Draft.key == document.key)
            conn.execute(update(Draft).where(*where).values(deployed_in=ref.id))
        detail: dict[str, Any] = {"name": name, "drafts": [f"{document.kind}/{document.key}" for document in pending]}
        forced = [document.key for document in here.drawings if document.key in as_executable]
        if forced:
            detail["as_executable"] = forced
        audit.record(conn, actor, "deployments.deploy", "bundle", str(ref.id), detail)
        return ref


def _stored(conn: Connection, files: Sequence[File], name: str, actor: Actor) -> BundleRef:
    operations, start = library.known_operations(), library.START_VARIABLES
    return bundle_commands.deploy(conn, files, name=name, by=actor.username, operations=operations, start=start)


def _note(conn: Connection, actor: Actor, bundle_id: int, here: Workspace) -> None:
    values = {
        "bundle_id": bundle_id,
        "base_bundle_id": here.base.id if here.base else None,
        "deployed_by": actor.username,
        "deployed_at": clock.now(),
    }
    key = conn.execute(insert(Deployment).values(**values)).inserted_primary_key
    deployment_id = int(key[0]) if key else 0
    conn.execute(insert(DeployedDraft), [_edited(deployment_id, document) for document in here.pending])


def _edited(deployment_id: int, document: Document) -> dict[str, Any]:
    return {
        "deployment_id": deployment_id,
        "kind": document.kind,
        "key": document.key,
        "revision": document.revision,
        "edited_by": document.saved_by,
    }


def deploy_shipped(actor: Actor) -> BundleRef:
    """Deploy the library that comes with Returnflow as it is; the same library gives the same bundle."""
    actor.require("deployments.deploy")
    with transaction() as conn:
        name = "Shipped library"
        ref = _stored(conn, library.shipped(), name, actor)
        if ref.is_new:
            audit.record(conn, actor, "deployments.deploy", "bundle", str(ref.id), {"name": name})
        return ref


def edits_of(conn: Connection, bundle_id: int) -> tuple[Edit, ...]:
    """What went into a bundle from drafts, and who edited it; empty for one that was not made from drafts."""
    d = deployed.c
    query = (
        select(d.kind, d.key, d.revision, d.edited_by, deployments.c.deployed_by)
        .join(deployments, deployments.c.id == d.deployment_id)
        .where(deployments.c.bundle_id == bundle_id)
        .order_by(deployments.c.id, d.kind, d.key)
    )
    return tuple(Edit(**row) for row in conn.execute(query).mappings())


def base_of(conn: Connection, bundle_id: int) -> int | None:
    """The bundle that was the library when this one was first deployed; None when nobody knows of one."""
    d = deployments.c
    query = select(d.base_bundle_id).where(d.bundle_id == bundle_id).order_by(d.id).limit(1)
    return conn.execute(query).scalar()
