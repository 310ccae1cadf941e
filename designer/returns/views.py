"""What the returns room hands out: returns and lines as frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from designer.returns.codes import Status, status_of


@dataclass(frozen=True)
class LineView:
    """One line that shall come back; `unit_price` is net, in the currency of the return."""

    line: int
    sku: str
    description: str
    qty: Decimal
    reason_code: str | None
    condition: str | None
    notes: str
    unit_price: Decimal | None


@dataclass(frozen=True)
class ReturnView:
    """A return with its canonical status; amounts are in `currency`, None while nobody knows them yet."""

    id: str
    no: int
    rma_number: str | None
    type: str
    effective_type: str | None
    status: str
    channel: str
    customer_id: str
    customer_name: str
    order_no: str
    currency: str
    requested_resolution: str
    notes: str
    requester: str
    requested_on: date
    value: Decimal | None
    credit_total: Decimal | None
    eligibility: str | None
    eligibility_reason: str | None
    approval_result: str | None
    credit_outcome: str | None
    credit_memo_no: str | None
    tracking_number: str | None
    exceptions: tuple[str, ...]
    open_incidents: int
    bundle_id: int
    process_id: str
    instance_id: int | None
    created_at: datetime
    updated_at: datetime
    version: int
    lines: tuple[LineView, ...] = ()

    @property
    def title(self) -> str:
        """How people call it: by RMA number once there is one."""
        return f"Return {self.rma_number or self.no}"

    @property
    def credit(self) -> Decimal | None:
        """The credit once it is decided; a process may hold a zero long before."""
        return self.credit_total if self.credit_total or self.status in _SETTLED else None

    @property
    def state(self) -> Status:
        return status_of(self.status)


_SETTLED = frozenset({"SETTLED", "CLOSED", "REJECTED"})
_LINE_FIELDS = tuple(LineView.__dataclass_fields__)
_FIELDS = tuple(name for name in ReturnView.__dataclass_fields__ if name not in {"lines", "exceptions"})


def view_of(row: Row[Any], lines: Iterable[Row[Any]] = ()) -> ReturnView:
    """A row of `returns` and its lines as values."""
    values = {name: getattr(row, name) for name in _FIELDS}
    return ReturnView(
        **values,
        exceptions=tuple(row.exceptions),
        lines=tuple(LineView(**{name: getattr(line, name) for name in _LINE_FIELDS}) for line in lines),
    )
