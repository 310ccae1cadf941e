"""Which process of which bundle serves a return type; activating, rolling back, and the list of types."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from designer.audit import service as audit
from designer.database import reading, transaction
from designer.errors import Conflict, Invalid, NotFound
from designer.identity.actor import Actor
from designer.returntypes.models import Activation, ReturnType
from engine import clock
from engine.commands import starts
from engine.errors import Problem
from engine.queries import bundles

types = ReturnType.__table__
activations = Activation.__table__

FULL = 100


@dataclass(frozen=True)
class ActiveProcess:
    """What a new return starts."""

    bundle_id: int
    process_id: str


@dataclass(frozen=True)
class ActivationView:
    """One activation as screens show it; `canary_share` is a percentage of the new returns."""

    id: int
    return_type: str
    bundle_id: int
    process_id: str
    effective_at: datetime
    canary_share: int
    note: str
    activated_by: str
    activated_at: datetime


@dataclass(frozen=True)
class TypeView:
    """A return type with what serves it.

    `serving` is newest first (more than one while a canary runs), `planned` soonest first; `previous` is what a
    roll-back would bring again.
    """

    code: str
    name: str
    process_id: str
    description: str
    serving: tuple[ActivationView, ...]
    planned: tuple[ActivationView, ...]
    previous: ActivationView | None

    @property
    def active(self) -> ActivationView | None:
        """The activation that serves all returns, or all but the canary's share."""
        return self.serving[-1] if self.serving else None


@dataclass(frozen=True)
class TypeDefinition:
    """A return type to make known: what the shipped library or an administrator says about it."""

    code: str
    name: str
    process_id: str
    description: str = ""


def active_for(
    conn: Connection, return_type: str, business_key: str = "", at: datetime | None = None
) -> ActiveProcess | None:
    """What serves a new return of this type at `at` (default now), or None when nothing does.

    While a canary runs, the hash of `business_key` decides, so the same return always meets the same answer and a
    larger share keeps the returns of the smaller one.
    """
    place = _place_of(return_type, business_key)
    for activation in _serving(conn, return_type, at or clock.now()):
        if place < activation.canary_share:
            return ActiveProcess(activation.bundle_id, activation.process_id)
    return None


def _place_of(return_type: str, business_key: str) -> int:
    """A number from 0 to 99 that depends on nothing but the return."""
    digest = hashlib.sha256(f"{return_type}\x1f{business_key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % FULL


def _serving(conn: Connection, return_type: str, at: datetime) -> tuple[ActivationView, ...]:
    """The activations in force, newest first, down to the first that takes every return."""
    found: list[ActivationView] = []
    for activation in _effective(conn, return_type, at):
        found.append(activation)
        if activation.canary_share == FULL:
            break
    return tuple(found)


def _effective(conn: Connection, return_type: str, at: datetime) -> Iterable[ActivationView]:
    a = activations.c
    query = (
        select(activations)
        .where(a.return_type == return_type, a.effective_at <= at)
        .order_by(a.effective_at.desc(), a.id.desc())
    )
    return (ActivationView(**row) for row in conn.execute(query).mappings())


def list_types(actor: Actor) -> tuple[TypeView, ...]:
    """All return types with what serves them now and what is planned, by code."""
    actor.require("deployments.read")
    now = clock.now()
    with reading() as conn:
        rows = conn.execute(select(types).order_by(types.c.code)).mappings().all()
        return tuple(_view(conn, dict(row), now) for row in rows)


def get_type(conn: Connection, code: str) -> TypeView:
    """The return type `code`; NotFound names the codes there are."""
    row = conn.execute(select(types).where(types.c.code == code)).mappings().first()
    if row is None:
        known = ", ".join(conn.execute(select(types.c.code).order_by(types.c.code)).scalars())
        raise NotFound(f"There is no return type {code!r}. There are: {known or 'none yet'}.")
    return _view(conn, dict(row), clock.now())


def _view(conn: Connection, row: dict[str, str], now: datetime) -> TypeView:
    code = row["code"]
    serving = _serving(conn, code, now)
    a = activations.c
    later = select(activations).where(a.return_type == code, a.effective_at > now).order_by(a.effective_at, a.id)
    planned = tuple(ActivationView(**found) for found in conn.execute(later).mappings())
    return TypeView(**row, serving=serving, planned=planned, previous=_previous(conn, code, serving, now))


def _previous(conn: Connection, code: str, serving: Sequence[ActivationView], now: datetime) -> ActivationView | None:
    """What a roll-back would bring again: the newest activation that serves something else than the newest one."""
    if not serving:
        return None
    newest = serving[0]
    for activation in _effective(conn, code, now):
        if (activation.bundle_id, activation.process_id) != (newest.bundle_id, newest.process_id):
            return activation
    return None


def history(actor: Actor, limit: int = 50) -> tuple[ActivationView, ...]:
    """The newest activations of all types first."""
    actor.require("deployments.read")
    query = select(activations).order_by(activations.c.id.desc()).limit(limit)
    with reading() as conn:
        return tuple(ActivationView(**row) for row in conn.execute(query).mappings())


def define(actor: Actor, definitions: Iterable[TypeDefinition]) -> None:
    """Make return types known, or change what is known of them; their activations stay."""
    actor.require("deployments.activate")
    with transaction() as conn:
        for definition in definitions:
            values = {
                "name": definition.name,
                "process_id": definition.process_id,
                "description": definition.description,
            }
            changed = conn.execute(update(ReturnType).where(ReturnType.code == definition.code).values(**values))
            if not changed.rowcount:
                conn.execute(insert(ReturnType).values(code=definition.code, **values))
            detail = {"process": definition.process_id}
            audit.record(conn, actor, "returntypes.define", "return_type", definition.code, detail)


def activate(
    actor: Actor,
    return_type: str,
    bundle_id: int,
    *,
    process_id: str | None = None,
    effective_at: datetime | None = None,
    note: str = "",
    canary_share: int = FULL,
) -> ActivationView:
    """Let new returns of a type follow a bundle from `effective_at` (default now); running ones stay on theirs.

    `process_id` defaults to the one of the type. Raises NotFound for an unknown type or bundle and Invalid when the
    bundle does not have the process, the date lies in the past or the share is none.
    """
    actor.require("deployments.activate")
    now = clock.now()
    with transaction() as conn:
        served = get_type(conn, return_type)
        process = process_id or served.process_id
        _check(conn, served, bundle_id, process, effective_at, canary_share, now)
        values: dict[str, Any] = {
            "return_type": return_type,
            "bundle_id": bundle_id,
            "process_id": process,
            "effective_at": max(effective_at or now, now),
            "canary_share": canary_share,
            "note": note.strip()[:500],
            "activated_by": actor.username,
            "activated_at": now,
        }
        key = conn.execute(insert(Activation).values(**values)).inserted_primary_key
        if canary_share == FULL and values["effective_at"] == now:
            # Messages, signals and timers begin the processes of what serves everybody; a canary has no share of them.
            starts.put_in_force(conn, bundle_id)
        detail = {"bundle": bundle_id, "process": process, "share": canary_share, "note": values["note"]}
        audit.record(conn, actor, "returntypes.activate", "return_type", return_type, detail)
        return ActivationView(id=int(key[0]) if key else 0, **values)


def _check(
    conn: Connection,
    served: TypeView,
    bundle_id: int,
    process: str,
    effective_at: datetime | None,
    share: int,
    now: datetime,
) -> None:
    bundles.get(conn, bundle_id)
    problems = []
    known = [found.key for found in bundles.definitions(conn, bundle_id, "process")]
    if process not in known:
        message = f"bundle {bundle_id} has no process {process!r}; it has: {', '.join(known)}"
        problems.append(Problem("process_id", message, hint="deploy a bundle that has it", element_id="process_id"))
    if not 1 <= share <= FULL:
        problems.append(Problem("canary_share", f"expected a share from 1 to 100 percent, found {share}"))
    if share < FULL and not served.serving:
        message = f"nothing serves {served.code} yet, so nothing could take the other {FULL - share} percent"
        problems.append(Problem("canary_share", message, hint="activate it for all returns"))
    if effective_at is not None and (now - effective_at).total_seconds() > 60:
        message = f"expected now or later, found {effective_at.isoformat()}"
        problems.append(Problem("effective_at", message, hint="leave it empty for now"))
    if problems:
        raise Invalid(f"Nothing was activated: {problems[0].message}.", problems=problems)


def rollback(actor: Actor, return_type: str, *, note: str = "") -> ActivationView:
    """Activate again, for all new returns, what served the type before; Conflict when there was nothing before."""
    actor.require("deployments.activate")
    with transaction() as conn:
        previous = get_type(conn, return_type).previous
        if previous is None:
            raise Conflict(f"{return_type} has been served by one version only, so there is nothing to go back to.")
        return activate(
            actor,
            return_type,
            previous.bundle_id,
            process_id=previous.process_id,
            note=note or f"Rolled back to bundle {previous.bundle_id}",
        )
