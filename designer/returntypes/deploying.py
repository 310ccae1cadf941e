"""Deploying drafts and, in the same step, activating the new bundle for some return types."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from designer.audit import service as audit
from designer.database import transaction
from designer.identity.actor import Actor
from designer.modeler import deployment
from designer.modeler.deployment import Edit
from designer.returntypes import service
from designer.returntypes.service import ActivationView
from engine.errors import Problem


@dataclass(frozen=True)
class Deployed:
    """What a deployment did; `alone` are the drafts that the deployer had edited as well."""

    bundle_id: int
    is_new: bool
    warnings: tuple[Problem, ...]
    activations: tuple[ActivationView, ...]
    alone: tuple[Edit, ...]


def deploy(actor: Actor, *, name: str, activate: Sequence[str] = (), as_executable: Collection[str] = ()) -> Deployed:
    """Deploy all drafts as one bundle and let the return types in `activate` follow it; all of it or nothing.

    `as_executable` are keys of diagrams that are marked as not executable and are to run all the same.
    Who deploys what the same person edited is warned and noted in the audit trail.
    """
    with transaction() as conn:
        ref = deployment.deploy(actor, name=name, as_executable=as_executable)
        note = f"Deployed as “{name}”"[:500]
        activations = tuple(service.activate(actor, code, ref.id, note=note) for code in dict.fromkeys(activate))
        alone = tuple(edit for edit in deployment.edits_of(conn, ref.id) if edit.is_alone)
        if alone:
            detail = {"drafts": [f"{edit.kind}/{edit.key}" for edit in alone]}
            audit.record(conn, actor, "deployments.four_eyes_warned", "bundle", str(ref.id), detail)
        return Deployed(ref.id, ref.is_new, ref.warnings, activations, alone)
