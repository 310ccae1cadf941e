"""Connections: saved, tested, resolved for the worker; secrets go in and never come out to people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from flask import current_app
from sqlalchemy import Row, bindparam, select

from connectors import sdk
from connectors.sdk import Context, Network, Outcome, registry
from connectors.sdk.errors import ConnectorError, Misconfigured
from designer.audit import service as audit
from designer.catalog import breaker, vault
from designer.catalog.breaker import BreakerView
from designer.catalog.models import ConnectionRow
from designer.database import Prepared, db, reading, transaction
from designer.errors import Conflict, Forbidden, Invalid, NotFound
from designer.identity.actor import SYSTEM, Actor
from designer.monitoring import calls
from engine import clock

connections = ConnectionRow.__table__
_OF_ID = Prepared(select(connections).where(connections.c.id == bindparam("connection")))


@dataclass(frozen=True)
class ConnectionView:
    """A connection as screens show it: which secrets are set, never what they are."""

    id: str
    connector: str
    name: str
    base_url: str
    network: str
    settings: Mapping[str, Any]
    secret_names: tuple[str, ...]
    missing_secrets: tuple[str, ...]
    changed_at: datetime
    changed_by: str
    checked_at: datetime | None
    check_result: str
    breaker: BreakerView | None = None


@dataclass(frozen=True)
class ConnectionDraft:
    """What somebody enters for a connection; secrets that are left out or empty keep their value."""

    connector: str
    name: str
    base_url: str
    network: Network
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]


def list_connections(actor: Actor) -> tuple[ConnectionView, ...]:
    """All connections by id."""
    actor.require("connectors.read")
    return known_connections()


def known_connections() -> tuple[ConnectionView, ...]:
    """All connections by id, for rooms that show names alone."""
    with reading() as conn:
        breakers = breaker.views(conn)
        rows = conn.execute(select(connections).order_by(connections.c.id))
        return tuple(replace(_view(row), breaker=breakers.get(row.id)) for row in rows)


def get(actor: Actor, connection_id: str) -> ConnectionView:
    actor.require("connectors.read")
    with reading() as conn:
        row = conn.execute(select(connections).where(connections.c.id == connection_id)).first()
        breakers = breaker.views(conn)
    if row is None:
        raise NotFound(f"There is no connection {connection_id!r}.")
    return replace(_view(row), breaker=breakers.get(connection_id))


def save(actor: Actor, connection_id: str, draft: ConnectionDraft) -> ConnectionView:
    """Make the connection or bring it to this state; Invalid says what the connector's manifest does not allow."""
    actor.require("connectors.edit")
    if draft.network is Network.SIMULATOR and not actor.is_system:
        raise Forbidden("Only the bundled simulators are connected to on this machine.", code="simulator_network")
    with transaction() as conn:
        row = db.session.get(ConnectionRow, connection_id)
        known = _opened(row) if row is not None else {}
        if row is not None and row.base_url != draft.base_url and known and not actor.is_system:
            # Otherwise whoever may edit could have the old secrets sent to a host of their own.
            known = {}
        kept = known | {name: value for name, value in draft.secrets.items() if value}
        _check_draft(connection_id, draft, kept)
        if row is None:
            row = ConnectionRow(id=connection_id, checked_at=None, check_result="")
            db.session.add(row)
        row.connector, row.name, row.base_url = draft.connector, draft.name, draft.base_url
        row.network = draft.network.value
        row.settings = orjson.dumps(dict(draft.settings), option=orjson.OPT_SORT_KEYS).decode()
        row.secret_names = orjson.dumps(sorted(kept)).decode()
        row.sealed_secrets = vault.of(current_app.config).seal(_context(connection_id), kept)
        row.changed_at, row.changed_by = clock.now(), actor.username
        changed = sorted(name for name, value in draft.secrets.items() if value)
        detail = {"connector": draft.connector, "base_url": draft.base_url, "secrets_changed": changed}
        audit.record(conn, actor, "connection.saved", "connection", connection_id, detail)
        breaker.let_probe(conn, connection_id, actor, "the connection was saved")
    return get(actor, connection_id)


def check(actor: Actor, connection_id: str) -> ConnectionView:
    """Call the system without changing anything and note what came of it."""
    actor.require("connectors.edit")
    connection = resolve(connection_id)
    result = ""
    try:
        sdk.check(registry.get(get(actor, connection_id).connector), connection)
    except ConnectorError as error:
        result = f"{error.class_code}: {error.message}"[:500]
    with transaction() as conn:
        row = db.session.get_one(ConnectionRow, connection_id)
        row.checked_at, row.check_result = clock.now(), result
        audit.record(conn, actor, "connection.checked", "connection", connection_id, {"worked": not result})
        if not result:
            breaker.close(conn, connection_id, actor, "a test worked")
    return get(actor, connection_id)


def try_now(actor: Actor, connection_id: str) -> ConnectionView:
    """Let one job call a paused connection now, to find out whether it answers; Conflict when it is not paused."""
    actor.require("connectors.edit")
    get(SYSTEM, connection_id)
    with transaction() as conn:
        if not breaker.let_probe(conn, connection_id, actor, "somebody asked for it"):
            raise Conflict(f"Connection {connection_id!r} is not paused: its jobs are made as they are due.")
    return get(SYSTEM, connection_id)


def resolve(connection_id: str) -> sdk.Connection:
    """The connection with its secrets, for a call that is about to be made; Misconfigured when there is none."""
    return _connection(_row(connection_id))


def connector_of(connection_id: str) -> sdk.Connector:
    """The connector that a connection belongs to; Misconfigured when there is no such connection."""
    return registry.get(_row(connection_id).connector)


def invoke(
    connector_id: str, connection_id: str, operation: str, data: Mapping[str, Any], context: Mapping[str, Any]
) -> Outcome:
    """Call an operation over a connection; `context` are further fields of sdk.Context. Raises ConnectorError.

    Never inside a transaction: the call takes as long as the other system likes.
    """
    row = _row(connection_id)
    if row.connector != connector_id:
        raise Misconfigured(
            f"connection {connection_id!r} belongs to connector {row.connector!r}, not {connector_id!r}"
        )
    context_of_call = Context(connection=_connection(row), **context)
    with calls.observed(connector_id, operation):
        return sdk.invoke(registry.get(connector_id), operation, data, context_of_call)


def read(
    connection_id: str, operation: str, data: Mapping[str, Any], *, deadline_seconds: float = 10.0
) -> Mapping[str, Any]:
    """What a read operation answers, typed by its output schema; Misconfigured for one that changes something."""
    connector = connector_of(connection_id)
    if not connector.operation(operation).is_read:
        raise Misconfigured(f"{connector.id}.{operation} changes something: it belongs into a process, as a job")
    context = {"idempotency_key": f"read:{operation}", "deadline_seconds": deadline_seconds}
    return invoke(connector.id, connection_id, operation, data, context).data


def _row(connection_id: str) -> Row[Any]:
    with reading() as conn:
        row: Row[Any] | None = _OF_ID.run(conn, {"connection": connection_id}).first()
    if row is None:
        raise Misconfigured(
            f"there is no connection {connection_id!r}: add it on the connectors page", code="UNKNOWN_CONNECTION"
        )
    return row


def _connection(row: Row[Any]) -> sdk.Connection:
    return sdk.Connection(
        id=row.id,
        base_url=row.base_url,
        settings=orjson.loads(row.settings),
        secrets=vault.of(current_app.config).open(_context(row.id), row.sealed_secrets),
        network=Network(row.network),
    )


def _check_draft(connection_id: str, draft: ConnectionDraft, kept: Mapping[str, str]) -> None:
    try:
        connector = registry.get(draft.connector)
        connector.check(sdk.Connection(connection_id, draft.base_url, draft.settings))
    except ConnectorError as error:
        raise Invalid(error.message, code="invalid_connection") from error
    unknown = sorted(set(kept) - set(connector.manifest.secrets))
    if unknown:
        raise Invalid(f"connector {connector.id!r} has no secret {', '.join(unknown)}", code="invalid_connection")
    if not draft.base_url.startswith(("https://", "http://")):
        raise Invalid("expected the address to begin with https:// or http://", code="invalid_connection")
    if draft.network is Network.PUBLIC and not draft.base_url.startswith("https://"):
        raise Invalid("expected https:// for a system on the public network", code="invalid_connection")


def _opened(row: ConnectionRow) -> dict[str, str]:
    return vault.of(current_app.config).open(_context(row.id), row.sealed_secrets)


def _context(connection_id: str) -> str:
    return f"connection {connection_id}"


def _view(row: Row[Any]) -> ConnectionView:
    names = tuple(orjson.loads(row.secret_names))
    wanted = next((known.manifest.secrets for known in registry.all() if known.id == row.connector), ())
    return ConnectionView(
        id=row.id,
        connector=row.connector,
        name=row.name,
        base_url=row.base_url,
        network=row.network,
        settings=orjson.loads(row.settings),
        secret_names=names,
        missing_secrets=tuple(name for name in wanted if name not in names),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        checked_at=row.checked_at,
        check_result=row.check_result,
    )
