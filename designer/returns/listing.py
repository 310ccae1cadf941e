"""The list of returns: filters, search, order and pages by cursor."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, Select, func, literal, or_, select

from designer.database import reading
from designer.errors import Invalid
from designer.identity.actor import Actor
from designer.returns.codes import statuses
from designer.returns.columns import Amount
from designer.returns.models import returns
from designer.returns.views import ReturnView, view_of

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
SORTS: Mapping[str, Any] = {
    "no": returns.c.no,
    "updated": returns.c.updated_at,
    "customer": returns.c.customer_name,
    "order": returns.c.order_no,
    "value": returns.c.value,
    "credit": returns.c.credit_total,
}


@dataclass(frozen=True)
class ReturnQuery:
    """What the list shall show; `sort` is a key of SORTS, with a leading minus for descending."""

    status: tuple[str, ...] = ()
    type: str | None = None
    search: str = ""
    customer_id: str | None = None
    needs_attention: bool = False
    is_open: bool | None = None
    sort: str = "-no"
    cursor: str | None = None
    limit: int = PAGE_SIZE


@dataclass(frozen=True)
class ReturnPage:
    """One page; `next_cursor` None on the last one. `total` counts up to COUNT_CAP."""

    items: tuple[ReturnView, ...]
    next_cursor: str | None
    total: int


COUNT_CAP = 10_000


def find(actor: Actor, query: ReturnQuery) -> ReturnPage:
    """The returns that the actor may see and that fit `query`; Invalid when sort or cursor cannot be read."""
    if not actor.may("returns.read_own"):
        actor.require("returns.read")
    if not actor.may("returns.read"):
        query = replace(query, customer_id=actor.customer_id or "")
    with reading() as conn:
        return _page(conn, query)


def count_by_status(actor: Actor) -> dict[str, int]:
    """How many returns stand in each status, for the filter chips."""
    actor.require("returns.read")
    with reading() as conn:
        rows = conn.execute(select(returns.c.status, func.count()).group_by(returns.c.status))
        return {status: int(count) for status, count in rows}


def _page(conn: Connection, query: ReturnQuery) -> ReturnPage:
    matching = _filtered(query)
    limit = max(1, min(query.limit, MAX_PAGE_SIZE))
    rows = conn.execute(_after(matching, query).limit(limit + 1)).all()
    items = tuple(view_of(row) for row in rows[:limit])
    more = _cursor(rows[limit - 1], query.sort) if len(rows) > limit else None
    counted = matching.with_only_columns(returns.c.no).limit(COUNT_CAP).subquery()
    return ReturnPage(items, more, int(conn.scalar(select(func.count()).select_from(counted)) or 0))


def _filtered(query: ReturnQuery) -> Select[Any]:
    found = select(returns)
    if query.customer_id is not None:
        found = found.where(returns.c.customer_id == query.customer_id)
    if query.status:
        found = found.where(returns.c.status.in_(query.status))
    if query.type:
        found = found.where(returns.c.type == query.type)
    if query.is_open is not None:
        ended = [code for code, status in statuses().items() if status.is_terminal]
        found = found.where(returns.c.status.not_in(ended) if query.is_open else returns.c.status.in_(ended))
    if query.needs_attention:
        found = found.where(or_(returns.c.exception_count > 0, returns.c.open_incidents > 0))
    return found.where(_matches(query.search)) if query.search.strip() else found


def _matches(search: str) -> Any:
    """A number finds that return; other text finds orders, customers and tracking numbers that begin with it."""
    text = search.strip()[:60]
    number = text.upper().removeprefix("RMA-")
    found = [
        returns.c.order_no.istartswith(text, autoescape=True),
        returns.c.customer_id.istartswith(text, autoescape=True),
        returns.c.customer_name.icontains(text, autoescape=True),
        returns.c.tracking_number == text,
    ]
    if number.isascii() and number.isdigit() and len(number) <= 9:
        found.append(returns.c.no == int(number))
    return or_(*found)


def _after(matching: Select[Any], query: ReturnQuery) -> Select[Any]:
    """`matching` in order, from behind the cursor; the number breaks ties, so no row is shown twice or never."""
    name, is_down = query.sort.removeprefix("-"), query.sort.startswith("-")
    if name not in SORTS:
        raise Invalid(f"expected sort to be one of {', '.join(SORTS)}, found {name[:20]!r}", code="bad_sort")
    column, no = SORTS[name], returns.c.no
    # Amounts that nobody knows yet count as smaller than any, so that the order is total.
    key = func.coalesce(column, literal(Decimal(-1), Amount)) if name in {"value", "credit"} else column
    if query.cursor:
        value, last_no = _read_cursor(query.cursor, name)
        beyond = key < value if is_down else key > value
        matching = matching.where(or_(beyond, (key == value) & (no < last_no if is_down else no > last_no)))
    return matching.order_by(key.desc() if is_down else key, no.desc() if is_down else no)


def _cursor(row: Any, sort: str) -> str:
    name = sort.removeprefix("-")
    value = getattr(row, SORTS[name].name)
    if value is None:
        value = -1
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return base64.urlsafe_b64encode(orjson.dumps([text, row.no])).decode().rstrip("=")


_READERS: Mapping[str, Callable[[str], Any]] = {
    "no": int,
    "updated": datetime.fromisoformat,
    "customer": str,
    "order": str,
    "value": Decimal,
    "credit": Decimal,
}


def _read_cursor(cursor: str, name: str) -> tuple[Any, int]:
    try:
        text, no = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return _READERS[name](text), int(no)
    except (binascii.Error, ValueError, TypeError, ArithmeticError) as error:
        raise Invalid(
            "The cursor cannot be read. Take it from the answer before, with the same sort.", code="bad_cursor"
        ) from error
