"""The pages of the portal: my returns, asking for one, following one."""

import uuid

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from designer.errors import Invalid
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from designer.portal import service
from designer.returns import label, request_form
from designer.returns import service as returns
from designer.returns.codes import reasons, words
from designer.returns.orders import Order
from designer.returns.request_form import CONDITIONS, RESOLUTIONS, RequestForm

blueprint = Blueprint("portal", __name__, template_folder="templates", url_prefix="/portal")


@blueprint.get("/")
@requires("portal.use")
def index() -> ResponseReturnValue:
    """My returns."""
    cursor = request.args.get("cursor")
    search = request.args.get("q", "")
    page = service.my_returns(signed_in_actor(), cursor=cursor, search=search)
    return render_template("portal/index.html", page=page, search=search, is_first=not cursor)


@blueprint.get("/new")
@requires("portal.use")
def request_return() -> ResponseReturnValue:
    """Ask for a return: first the order, then what of it shall come back."""
    order_no = request.args.get("order", "").strip()
    if not order_no:
        return _order_step()
    try:
        order = service.my_order(signed_in_actor(), order_no)
    except Invalid as error:
        return _order_step(order_no, error.problems[0].message), 422
    return _lines_step(order, RequestForm({}), _chosen_type(request.args.get("type")))


@blueprint.post("/new")
@requires("portal.use")
def submit_request() -> ResponseReturnValue:
    """Make the return; what was typed is kept when something is wrong with it."""
    actor = signed_in_actor()
    return_type = _chosen_type(request.form.get("type"))
    order = service.my_order(actor, request.form.get("order_no", ""))
    form = request_form.read(
        request.form, order, return_type=return_type, channel="portal", reasons=reasons(return_type)
    )
    if form.submission is None:
        return _lines_step(order, form, return_type), 422
    key = request.form.get("form_key") or None
    try:
        submitted = returns.submit(actor, form.submission, idempotency_key=key)
    except Invalid as error:
        form.errors["form"] = error.message
        return _lines_step(order, form, return_type), 422
    flash(f"Return {submitted.view.no} was requested.", "success")
    return redirect(url_for(".track", reference=submitted.view.no))


@blueprint.get("/returns/<reference>")
@requires("portal.use")
def track(reference: str) -> ResponseReturnValue:
    """Follow one return."""
    tracked = service.track(signed_in_actor(), reference)
    return render_template("portal/track.html", it=tracked, view=tracked.view)


@blueprint.post("/returns/<reference>/cancel")
@requires("portal.use")
def cancel(reference: str) -> ResponseReturnValue:
    """Withdraw one return."""
    flash(returns.cancel(signed_in_actor(), reference, reason="withdrawn in the portal"), "success")
    return redirect(url_for(".track", reference=reference))


@blueprint.get("/returns/<reference>/label.pdf")
@requires("portal.use")
def download_label(reference: str) -> Response:
    """The carrier's label of one return."""
    return label.download(signed_in_actor(), reference)


def _chosen_type(wanted: str | None) -> str:
    served = returns.served_types()
    return wanted if wanted in served else next(iter(served), "REMORSE")


def _order_step(order_no: str = "", error: str = "") -> str:
    return render_template(
        "portal/order.html",
        order_no=order_no,
        error=error,
        known_orders=service.known_orders(signed_in_actor()),
        types=[(code, words(code)) for code in returns.served_types()],
    )


def _lines_step(order: Order, form: RequestForm, return_type: str) -> str:
    return render_template(
        "portal/request.html",
        order=order,
        form=form,
        return_type=return_type,
        reasons=[(code, words(code)) for code in reasons(return_type)],
        conditions=CONDITIONS,
        resolutions=[(code, words(code)) for code in RESOLUTIONS],
        form_key=form.values.get("form_key") or str(uuid.uuid4()),
    )
