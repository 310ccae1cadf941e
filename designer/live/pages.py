"""Server-sent events: an open page hears that its instance, or the inbox, has moved on.

Every open stream holds a request thread. When half of them are held, a further page gets the present state at once and
comes back after some seconds: it polls instead of listening, and nobody is locked out.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request, stream_with_context

from designer.archive import service as archive
from designer.database import release
from designer.errors import NotFound
from designer.identity.access import requires
from designer.identity.actor import Actor, signed_in_actor
from designer.live.changes import UNKNOWN, Change, Listener, Watcher
from designer.live.diagrams import parts_of
from designer.returns import service as returns
from engine.queries import instances

blueprint = Blueprint("live", __name__)

HEARTBEAT_SECONDS = 15.0
STREAM_SECONDS = 300.0  # then the browser comes back, and the session is checked again
RETRY_MS = 2_000
CROWDED_RETRY_MS = 5_000
EXTENSION = "returnflow.live"

Payload = Callable[[Change], dict[str, Any]]


@blueprint.get("/live/instances/<int:instance_id>")
@requires("live.read")
def instance(instance_id: int) -> Response:
    """Event `instance`: {revision, parts} whenever the instance moved; customers get the revision alone."""
    actor = signed_in_actor()
    may_see_tokens = _check_visible(actor, instance_id)

    def payload(change: Change) -> dict[str, Any]:
        if not may_see_tokens:
            return {"revision": change.number}
        with archive.reading_of(instance_id) as conn:
            found = instances.diagram(conn, instance_id)
        return {"revision": found.revision, "parts": parts_of(found, with_xml=False)}

    return _stream(Listener("instance", instance_id), payload)


@blueprint.get("/live/inbox")
@requires("live.read")
def inbox() -> Response:
    """Event `inbox`: {last} whenever tasks, statuses or incidents changed; the page then reads its rows again."""
    return _stream(Listener("inbox"), lambda change: {"last": change.number})


def _check_visible(actor: Actor, instance_id: int) -> bool:
    """Whether the actor sees the tokens; NotFound when the instance is not theirs to know of."""
    if actor.may("returns.read") or actor.may("instances.read"):
        with archive.reading_of(instance_id) as conn:
            instances.revision(conn, instance_id)
        return True
    if not returns.owns_instance(actor, instance_id):
        raise NotFound(f"There is no process instance {instance_id} that you may see.")
    return False


def _stream(listener: Listener, payload: Payload) -> Response:
    listener.seen = _last_event_id()
    release()  # what was read to find out who calls must not keep its connection as long as the page is open
    reply = Response(stream_with_context(_events(listener, payload)), mimetype="text/event-stream")
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["X-Accel-Buffering"] = "no"
    return reply


def _last_event_id() -> int:
    text = request.headers.get("Last-Event-ID", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else UNKNOWN


def _events(listener: Listener, payload: Payload) -> Iterator[str]:
    watcher: Watcher = current_app.extensions[EXTENSION]
    ends = time.monotonic() + STREAM_SECONDS
    with watcher.listening(listener) as has_slot:
        watcher.look([listener])
        yield f"retry: {RETRY_MS if has_slot else CROWDED_RETRY_MS}\nid: {listener.seen}\n\n"
        if not has_slot:
            change = listener.next(0)
            if change is not None:
                yield _frame(change, payload)
            return
        while time.monotonic() < ends:
            change = listener.next(HEARTBEAT_SECONDS)
            yield _frame(change, payload) if change is not None else ": still here\n\n"


def _frame(change: Change, payload: Payload) -> str:
    data = orjson.dumps(payload(change)).decode()
    return f"id: {change.number}\nevent: {change.topic}\ndata: {data}\n\n"
