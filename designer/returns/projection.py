"""Applies what a process did to its return: milestones move the status, result variables fill the columns.

It runs inside the transaction of the advance, so the return and its process never tell different stories.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, String, bindparam, select, update

from designer.database import Prepared
from designer.returns import events
from designer.returns.codes import is_legal, statuses
from designer.returns.models import returns
from engine import clock
from engine.commands.observers import Advance
from engine.queries import instances

_TEXTS = {
    "rma_number": "rma_number",
    "effective_type": "effective_type",
    "eligibility": "eligibility",
    "eligibility_reason": "eligibility_reason",
    "approval_result": "approval_result",
    "credit_outcome": "credit_outcome",
    "credit_memo_no": "credit_memo_no",
}
LENGTHS = {column.name: column.type.length for column in returns.c if isinstance(column.type, String)}
_LARGEST = Decimal(10) ** 13
_AMOUNTS = {"return_value": "value", "credit_total": "credit_total"}

_OF_KEY = Prepared(
    select(returns.c.id, returns.c.status, returns.c.version, returns.c.open_incidents).where(
        returns.c.business_key == bindparam("key")
    )
)


def observe(conn: Connection, advance: Advance) -> None:
    """Bring the return of this instance up to date; instances that belong to no return are left alone."""
    row = _OF_KEY.run(conn, {"key": advance.business_key}).first()
    if row is None:
        return
    status = row.status
    for event in advance.events:
        status = _follow(conn, row.id, status, event, advance.actor)
    changed = {
        **results(advance.variables),
        "status": status,
        "open_incidents": _open_incidents(conn, advance, row.open_incidents),
        "instance_id": advance.instance_id,
        "version": row.version + 1,
        "updated_at": clock.now(),
    }
    _set(tuple(changed)).post(conn, {"return": row.id, **{f"new_{name}": value for name, value in changed.items()}})


@lru_cache(maxsize=256)
def _set(columns: tuple[str, ...]) -> Prepared:
    """The update of these columns; a step fills some of a dozen, mostly the same as the step before."""
    values: dict[str, BindParameter[Any]] = {name: bindparam(f"new_{name}") for name in columns}
    return Prepared(update(returns).where(returns.c.id == bindparam("return")).values(values))


def _open_incidents(conn: Connection, advance: Advance, before: int) -> int:
    # Only looked up when it can have changed: most advances have nothing to do with incidents.
    if before or any(event["kind"].startswith("incident_") for event in advance.events):
        return instances.get(conn, advance.instance_id).open_incidents
    return 0


def _follow(conn: Connection, return_id: str, status: str, event: Any, actor: str) -> str:
    """The status after one event of the process: a milestone moves it when the canonical table allows."""
    target = _target(event)
    if target is None or target == status:
        return status
    if is_legal(status, target):
        events.record(conn, return_id, actor, "status_changed", before=status, after=target)
        return target
    # The process goes on: a wrong milestone is the model's mistake, and people must see it, not lose the return.
    known = target in statuses()
    detail = f"{status} may not become {target}" if known else f"there is no status {target}"
    events.record(conn, return_id, actor, "status_refused", before=status, after=target[:20], detail=detail)
    return status


def _target(event: Any) -> str | None:
    kind, data = event["kind"], event.get("data") or {}
    if kind == "milestone_reached":
        return str(data["status"])
    return "CANCELLED" if kind == "process_cancelled" else None


def results(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that the variables of a process fill; what is absent or null is left as it was."""
    found: dict[str, Any] = {
        column: _text(variables[name], column) for name, column in _TEXTS.items() if variables.get(name) is not None
    }
    for name, column in _AMOUNTS.items():
        amount = _amount(variables.get(name))
        if amount is not None:
            found[column] = amount
    label = variables.get("label")
    if isinstance(label, Mapping) and label.get("tracking_number"):
        found["tracking_number"] = _text(label["tracking_number"], "tracking_number")
    customer = variables.get("customer")
    if isinstance(customer, Mapping) and customer.get("name"):
        found["customer_name"] = _text(customer["name"], "customer_name")
    exceptions = variables.get("exceptions")
    if isinstance(exceptions, list):
        found |= {"exceptions": [str(code) for code in exceptions], "exception_count": len(exceptions)}
    return found


def _text(value: Any, column: str) -> str:
    # A process may hold any text; one that is too long must not stop the process that carries it.
    return str(value)[: LENGTHS[column]]


def _amount(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < _LARGEST else None
