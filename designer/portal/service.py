"""What a customer can do: ask for a return of an own order, follow it, withdraw it."""

from dataclasses import dataclass

from designer.identity.actor import Actor
from designer.portal.progress import WHAT_NOW, Step, steps
from designer.returns import detail, figures, listing, orders
from designer.returns import service as returns
from designer.returns.codes import is_legal
from designer.returns.detail import LineOutcome
from designer.returns.figures import Fact
from designer.returns.listing import ReturnPage, ReturnQuery
from designer.returns.orders import Order
from designer.returns.views import ReturnView


@dataclass(frozen=True)
class Tracked:
    """A return as its customer sees it."""

    view: ReturnView
    steps: list[Step]
    what_now: str
    lines: list[LineOutcome]
    sums: list[Fact]
    may_cancel: bool
    has_label: bool


def my_returns(actor: Actor, *, cursor: str | None, search: str = "") -> ReturnPage:
    """The customer's returns, the newest first."""
    actor.require("portal.use")
    return listing.find(actor, ReturnQuery(customer_id=_customer(actor), search=search, cursor=cursor, limit=30))


def known_orders(actor: Actor) -> list[str]:
    """Orders that the customer returned something of before, for the suggestions of the form."""
    page = listing.find(actor, ReturnQuery(customer_id=_customer(actor), limit=100))
    return list(dict.fromkeys(view.order_no for view in page.items))


def my_order(actor: Actor, order_no: str) -> Order:
    """An order of the customer with what can still come back; another's is as unknown as one that is not there."""
    actor.require("portal.use")
    return orders.find_for(_customer(actor), order_no.strip().upper())


def track(actor: Actor, reference: str) -> Tracked:
    """A return of the customer; NotFound for any other."""
    actor.require("portal.use")
    view = returns.get(actor, reference)
    variables = detail.variables_of(actor, view)
    lines = detail.line_outcomes(view, variables)
    return Tracked(
        view=view,
        steps=steps(view.status, returns.events_of(actor, view)),
        what_now=WHAT_NOW.get(view.status, ""),
        lines=lines,
        sums=figures.sums(view, variables, lines),
        may_cancel=is_legal(view.status, "CANCELLED"),
        has_label=view.tracking_number is not None and view.status in {"APPROVED", "AWAITING_SHIPMENT"},
    )


def _customer(actor: Actor) -> str:
    # A customer's login without a customer number sees nothing, rather than everything.
    return actor.customer_id or ""
