"""The pages of the returns room: the list, the exceptions, one return, and asking for one as staff."""

import uuid
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from designer.api.operation import operation
from designer.errors import Invalid
from designer.identity.access import requires
from designer.identity.actor import Actor, signed_in_actor
from designer.live.diagrams import island_props
from designer.returns import addresses, detail, figures, intake_form, label, listing, service
from designer.returns.codes import is_legal, return_types, statuses, words
from designer.returns.listing import COUNT_CAP, ReturnQuery
from designer.returns.schemas import FilledFormSchema, FormKeySchema, NextPageSchema
from designer.returns.views import ReturnView

blueprint = Blueprint("returns", __name__, template_folder="templates")

_COLUMNS = (
    {"label": "Return", "by": "no"},
    {"label": "Status"},
    {"label": "Type"},
    {"label": "Customer", "by": "customer"},
    {"label": "Order", "by": "order"},
    {"label": "Value", "by": "value", "number": True},
    {"label": "Credit", "by": "credit", "number": True},
    {"label": "Changed", "by": "updated"},
)
_VIEWS = (("All", ""), ("Open", "open"), ("Ended", "ended"))
_EXCEPTION_VIEWS = (("Open", ""), ("Ended", "ended"))
_TABS = (("Overview", ""), ("Lines", "lines"), ("Diagram", "diagram"), ("Timeline", "timeline"))


@blueprint.app_template_global("plain")
def plain(amount: Any) -> str:
    """A quantity without needless zeros: 4.00 reads 4."""
    return f"{amount.normalize():f}" if hasattr(amount, "normalize") else str(amount)


@blueprint.app_template_global("words")
def as_words(code: str | None) -> str:
    """A code as words."""
    return words(code or "")


@blueprint.get("/returns")
@requires("returns.read")
def index() -> ResponseReturnValue:
    """The list of returns."""
    return _list_page("Returns", _query(), "No returns yet", "A return appears here as soon as somebody asks for one.")


@blueprint.get("/exceptions")
@requires("returns.read")
def exceptions() -> ResponseReturnValue:
    """Returns that a person must look at: an open incident, or an exception that the process noted."""
    text = "Returns with an open incident or a noted exception, such as a receipt without an ASN, will stand here."
    return _list_page("Exceptions", _query(troubled=True), "Nothing is out of order", text)


def _query(*, troubled: bool = False) -> ReturnQuery:
    args = request.args
    chosen = tuple(status for status in args.getlist("status") if status in statuses())
    return ReturnQuery(
        status=chosen,
        type=args.get("type") or None,
        search=args.get("q", ""),
        is_open={"open": True, "ended": False}.get(args.get("view", ""), True if troubled else None),
        needs_attention=troubled,
        sort=args.get("sort") or "-no",
        cursor=args.get("cursor") or None,
    )


def _list_page(heading: str, query: ReturnQuery, empty_title: str, empty_text: str) -> str:
    page = listing.find(signed_in_actor(), query)
    args, path = request.args, request.path
    here = addresses.with_changes(path, args)
    joint = "&" if "?" in here else "?"
    return render_template(
        "returns/index.html",
        heading=heading,
        page=page,
        count_cap=COUNT_CAP,
        columns=addresses.sort_columns(path, args, _COLUMNS, query.sort),
        views=[
            (text, addresses.with_changes(path, args, view=view), args.get("view", "") == view, None)
            for text, view in (_EXCEPTION_VIEWS if query.needs_attention else _VIEWS)
        ],
        status_options=[(status.code, status.label) for status in statuses().values()],
        chosen_status=query.status[0] if query.status else "",
        type_options=[(code, words(code)) for code in return_types()],
        set_filters=_set_filters(path, query),
        next_href=f"{here}{joint}cursor={page.next_cursor}" if page.next_cursor else "",
        first_href=here if query.cursor else "",
        empty_title=empty_title,
        empty_text=empty_text,
    )


def _set_filters(path: str, query: ReturnQuery) -> list[tuple[str, str]]:
    args = request.args
    found = [
        (f"Status: {statuses()[status].label}", addresses.with_changes(path, args, status=None))
        for status in query.status[:1]
    ]
    if query.type:
        found.append((f"Type: {words(query.type)}", addresses.with_changes(path, args, type=None)))
    if query.search.strip():
        found.append((f"“{query.search.strip()}”", addresses.with_changes(path, args, q=None)))
    return found


@blueprint.get("/returns/<reference>")
@requires("returns.read")
def show(reference: str) -> ResponseReturnValue:
    """One return."""
    actor = signed_in_actor()
    view = service.get(actor, reference)
    around = detail.surroundings(actor, view)
    tab = request.args.get("tab", "")
    return render_template(
        "returns/show.html",
        view=view,
        tab=tab,
        tabs=[(text, url_for(".show", reference=view.no, tab=key or None), key == tab, None) for text, key in _TABS],
        tasks=around.open_tasks,
        next_task=around.next_task(actor),
        troubles=around.troubles,
        documents=around.documents,
        bundle_name=around.bundle_name,
        people=[(task.name, task.completed_by) for task in around.tasks if task.completed_by],
        has_label=view.tracking_number is not None,
        label_is_wanted=view.tracking_number is not None and view.status in {"APPROVED", "AWAITING_SHIPMENT"},
        may_cancel=actor.may("returns.cancel") and is_legal(view.status, "CANCELLED"),
        **_tab_content(actor, view, tab),
    )


def _tab_content(actor: Actor, view: ReturnView, tab: str) -> dict[str, Any]:
    """What only this tab needs: nothing is read for the tabs that are closed."""
    if tab == "diagram":
        found = detail.diagram_of(actor, view)
        return {
            "diagram": island_props(found, url_for("live.instance", instance_id=found.instance_id)) if found else None
        }
    if tab == "timeline":
        return {"story": detail.story_of(actor, view)}
    variables = detail.variables_of(actor, view)
    lines = detail.line_outcomes(view, variables)
    if tab == "lines":
        return {"lines": lines, "sums": figures.sums(view, variables, lines)}
    return {"lines": lines, "outcome": figures.outcome(view, variables), "story": detail.story_of(actor, view)}


@blueprint.get("/returns/new")
@requires("returns.create")
def new() -> ResponseReturnValue:
    """Ask for a return on behalf of a customer: first the order, then form F1 with its lines."""
    order_no, wanted = request.args.get("order", "").strip(), request.args.get("type", "REMORSE")
    if not order_no:
        return _order_step()
    try:
        form = intake_form.open_for(signed_in_actor(), order_no.upper(), wanted)
    except Invalid as error:
        return _order_step(order_no, error.problems[0].message), 422
    props = {
        "schema": form.schema,
        "uiSchema": form.ui_schema,
        "formData": form.data,
        "submitUrl": url_for(".create", key=str(uuid.uuid4())),
    }
    return render_template("returns/new.html", form=form, props=props)


def _order_step(order_no: str = "", error: str = "") -> str:
    types = [(code, words(code)) for code in service.served_types()]
    return render_template("returns/new.html", form=None, order_no=order_no, error=error, types=types)


@blueprint.post("/returns/new")
@requires("returns.create")
@operation("Ask for a return by form", body=FilledFormSchema, query=FormKeySchema, returns=NextPageSchema)
def create(body: dict[str, Any], query: dict[str, str]) -> dict[str, str]:
    """Makes the return from the filled form; the key of the page makes a double click one return."""
    actor = signed_in_actor()
    submission = intake_form.read(actor, body["data"], channel="csr")
    submitted = service.submit(actor, submission, idempotency_key=query["key"])
    return {"next": url_for(".show", reference=submitted.view.no)}


@blueprint.post("/returns/<reference>/cancel")
@requires("returns.cancel")
def cancel(reference: str) -> ResponseReturnValue:
    """Withdraw a return."""
    flash(service.cancel(signed_in_actor(), reference, reason=request.form.get("reason", "")), "success")
    return redirect(url_for(".show", reference=reference))


@blueprint.get("/returns/<reference>/label.pdf")
@requires("returns.read")
def download_label(reference: str) -> Response:
    """The carrier's label."""
    return label.download(signed_in_actor(), reference)
