"""The plain HTML form by which a return is asked for: read, checked field by field, turned into a Submission."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from designer.returns.orders import Order, OrderLine
from designer.returns.submission import RequestedLine, Submission

MAX_NOTES = 2000
CONDITIONS = ("sealed", "opened", "used", "damaged")
RESOLUTIONS = ("CREDIT", "REPLACEMENT")


@dataclass
class RequestForm:
    """What was typed, and what is wrong with it by field name; `submission` is None while something is."""

    values: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    submission: Submission | None = None


def read(values: Mapping[str, str], order: Order, *, return_type: str, channel: str, reasons: list[str]) -> RequestForm:
    """Check what was typed against the order's lines; the quantity left is a limit of the form, not of the policy."""
    form = RequestForm(values)
    lines = [line for ordered in order.lines if (line := _line(form, ordered, reasons)) is not None]
    if not lines and not form.errors:
        form.errors["lines"] = "Enter a quantity for at least one item."
    resolution = values.get("resolution", "CREDIT")
    if resolution not in RESOLUTIONS:
        form.errors["resolution"] = "Choose credit or replacement."
    notes = values.get("notes", "").strip()
    if len(notes) > MAX_NOTES:
        form.errors["notes"] = f"At most {MAX_NOTES} characters; these are {len(notes)}."
    if not form.errors:
        form.submission = Submission(
            return_type=return_type,
            channel=channel,
            order_no=order.order_no,
            customer_id=order.customer_id,
            requested_resolution=resolution,
            notes=notes,
            lines=tuple(lines),
        )
    return form


def _line(form: RequestForm, ordered: OrderLine, reasons: list[str]) -> RequestedLine | None:
    number, name = ordered.line, f"qty-{ordered.line}"
    text = form.values.get(name, "").strip()
    if text in {"", "0"}:
        return None
    qty = _quantity(text)
    if qty is None:
        form.errors[name] = "Enter a number, such as 2."
        return None
    if qty > ordered.qty_left:
        form.errors[name] = f"At most {ordered.qty_left.normalize():f} can still come back."
        return None
    reason = form.values.get(f"reason-{number}", "")
    if reason not in reasons:
        form.errors[f"reason-{number}"] = "Choose a reason."
        return None
    condition = form.values.get(f"condition-{number}", "")
    return RequestedLine(
        line=number,
        sku=ordered.sku,
        qty=qty,
        reason_code=reason,
        condition=condition if condition in CONDITIONS else None,
    )


def _quantity(text: str) -> Decimal | None:
    try:
        qty = Decimal(text)
    except InvalidOperation:
        return None
    exponent = qty.as_tuple().exponent
    is_sane = qty.is_finite() and 0 < qty <= 999_999 and isinstance(exponent, int) and exponent >= -4
    return qty if is_sane else None
