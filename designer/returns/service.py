"""Asking for a return, looking at it, and withdrawing it."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from designer.audit import service as audit
from designer.database import reading, transaction
from designer.errors import Conflict, Invalid, NotFound
from designer.identity.actor import Actor
from designer.returns import events, orders
from designer.returns.codes import is_legal, return_types, status_of
from designer.returns.intake import check_against_order
from designer.returns.models import return_line, returns
from designer.returns.orders import Order
from designer.returns.registration import header_of, lines_of, start_variables
from designer.returns.submission import Submission, request_key
from designer.returns.views import ReturnView, view_of
from designer.returntypes import service as returntypes
from designer.returntypes.service import ActiveProcess
from engine import clock
from engine.commands import instances, messages
from engine.errors import Problem

# Before goods or documents moved, there is nothing to undo: the process is simply ended.
_NOTHING_POSTED = frozenset({"SUBMITTED", "NEEDS_INFO", "UNDER_REVIEW"})
_CANCEL_MESSAGE = "return_cancelled"


@dataclass(frozen=True)
class Submitted:
    """What came of a request: `is_new` is False when the same request had made this return before."""

    view: ReturnView
    is_new: bool


def submit(actor: Actor, submission: Submission, *, idempotency_key: str | None = None) -> Submitted:
    """Make a return and start the process that serves its type; the same request makes one return.

    Raises Invalid (unknown order, line not on it, type nobody serves), Unavailable (the ERP does not answer: nothing is
    written), Conflict (the key was used for another request), Forbidden.
    """
    actor.require("portal.use" if submission.channel == "portal" else "returns.create")
    wish = replace(
        submission,
        customer_id=actor.customer_id or submission.customer_id,
        requested_on=submission.requested_on or clock.today(),
    )
    key = request_key(wish, requester=actor.username, given=idempotency_key, on=wish.requested_on or clock.today())
    with reading() as conn:
        before = _by_request_key(conn, key)
    if before is not None:
        return _repeated(before, wish)
    order = orders.find(wish.order_no)
    check_against_order(wish, order)
    with transaction() as conn:
        # Two clicks may both have passed the look above; under the write lock only one passes this one.
        before = _by_request_key(conn, key)
        if before is None:
            return Submitted(_create(conn, actor, wish, order, key), is_new=True)
    return _repeated(before, wish)


def _create(conn: Connection, actor: Actor, wish: Submission, order: Order, key: str) -> ReturnView:
    values = header_of(conn, actor, wish, order, key)
    serving = _serving(conn, wish.return_type, values["business_key"])
    values |= {"bundle_id": serving.bundle_id, "process_id": serving.process_id}
    conn.execute(insert(returns).values(**values))
    conn.execute(insert(return_line), lines_of(values["id"], wish, order))
    events.record(conn, values["id"], actor.username, "submitted", before="DRAFT", after="SUBMITTED")
    instances.start(
        conn,
        serving.bundle_id,
        serving.process_id,
        start_variables(values, wish),
        business_key=values["business_key"],
        start_key=f"return:{values['id']}",
        by=actor.username,
        priority=wish.priority if wish.priority is not None else actor.priority,
    )
    detail = {"no": values["no"], "type": wish.return_type, "order_no": wish.order_no, "channel": wish.channel}
    audit.record(conn, actor, "returns.create", "return", values["id"], detail)
    return _get(conn, returns.c.id == values["id"])


def _serving(conn: Connection, return_type: str, business_key: str) -> ActiveProcess:
    active = returntypes.active_for(conn, return_type, business_key)
    if active is None:
        problem = Problem(
            "return_type",
            f"no process is active for returns of type {return_type}",
            hint="a process owner activates one under Deployments",
            element_id="/return_type",
        )
        raise Invalid(f"Nothing was saved: {problem.message}.", code="type_not_served", problems=[problem])
    return active


def served_types() -> list[str]:
    """The return types that one can ask for now, because a process serves them."""
    with reading() as conn:
        return [code for code in return_types() if returntypes.active_for(conn, code) is not None]


def _by_request_key(conn: Connection, key: str) -> Row[Any, Any] | None:
    return conn.execute(select(returns.c.id, returns.c.request_hash).where(returns.c.request_key == key)).first()


def _repeated(before: Row[Any, Any], wish: Submission) -> Submitted:
    if before.request_hash != wish.digest():
        raise Conflict(
            "This Idempotency-Key was used for another request. Send a new key for a new request.",
            code="idempotency_key_reused",
        )
    with reading() as conn:
        return Submitted(_get(conn, returns.c.id == before.id), is_new=False)


def require_reading(actor: Actor) -> None:
    """Staff read every return, customers their own; everybody else is refused."""
    if not actor.may("returns.read_own"):
        actor.require("returns.read")


def get(actor: Actor, reference: str | int) -> ReturnView:
    """The return named by its number, its id or its RMA number; NotFound when it is not the actor's to see."""
    require_reading(actor)
    with reading() as conn:
        return _visible(conn, actor, reference)


def find_by_key(actor: Actor, business_key: str) -> ReturnView | None:
    """The return that runs under the engine's `business_key`, for staff; None when there is none."""
    actor.require("returns.read")
    with reading() as conn:
        row = conn.execute(select(returns.c.id).where(returns.c.business_key == business_key)).first()
        return _get(conn, returns.c.id == row.id) if row is not None else None


def _visible(conn: Connection, actor: Actor, reference: str | int) -> ReturnView:
    view = _get(conn, _named(reference))
    if not actor.may("returns.read") and view.customer_id != actor.customer_id:
        # The same words as for one that does not exist: a stranger must not learn that it does.
        raise _missing(reference)
    return view


def _named(reference: str | int) -> Any:
    text = str(reference).strip()
    number = text.upper().removeprefix("RMA-")
    if number.isascii() and number.isdigit() and len(number) <= 9:
        return returns.c.no == int(number)
    return returns.c.id == text.lower()


def _get(conn: Connection, condition: Any) -> ReturnView:
    row = conn.execute(select(returns).where(condition)).first()
    if row is None:
        raise _missing("that")
    lines = conn.execute(select(return_line).where(return_line.c.return_id == row.id).order_by(return_line.c.line))
    return view_of(row, lines.all())


def _missing(reference: str | int) -> NotFound:
    return NotFound(f"There is no return {reference} that you may see. Check the number.", code="return_not_found")


def owns_instance(actor: Actor, instance_id: int) -> bool:
    """Whether the process instance runs a return of the actor's customer."""
    if actor.customer_id is None:
        return False
    mine = select(returns.c.id).where(returns.c.instance_id == instance_id, returns.c.customer_id == actor.customer_id)
    with reading() as conn:
        return conn.execute(mine).first() is not None


def events_of(actor: Actor, view: ReturnView) -> list[events.ReturnEvent]:
    """What happened to a return that the actor has been shown."""
    require_reading(actor)
    with reading() as conn:
        return events.events_of(conn, view.id)


def cancel(actor: Actor, reference: str | int, *, reason: str) -> str:
    """Withdraw a return; returns a sentence that says what happens now.

    Before approval the process is ended. Afterwards it is told, and undoes label, expected receipt and return order
    itself. Raises Conflict when the status no longer allows it.
    """
    if not actor.may("portal.use"):
        actor.require("returns.cancel")
    with transaction() as conn:
        view = _visible(conn, actor, reference)
        if not is_legal(view.status, "CANCELLED"):
            label = status_of(view.status).label.lower()
            raise Conflict(f"Return {view.no} is {label}; it can no longer be cancelled.", code="not_cancellable")
        events.record(conn, view.id, actor.username, "cancel_requested", detail=reason[:500])
        audit.record(conn, actor, "returns.cancel", "return", view.id, {"no": view.no, "status": view.status})
        if view.status in _NOTHING_POSTED and view.instance_id is not None:
            instances.cancel(conn, view.instance_id, by=actor.username, reason=reason)
            return f"Return {view.no} is cancelled."
        messages.publish(
            conn,
            _CANCEL_MESSAGE,
            view.id,
            {"reason": reason, "by": actor.username},
            source="returns",
            message_id=f"cancel:{view.id}",
            priority=actor.priority,
        )
        return f"Return {view.no} is being cancelled: label, expected receipt and return order are undone first."
