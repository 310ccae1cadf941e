"""The page of a simulator for people: records with buttons, fault switches, call ledger, webhooks."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from connectors.sdk.simulator import faults, ledger, webhooks
from connectors.sdk.simulator.admin import run_action
from connectors.sdk.simulator.api import Runtime
from connectors.sdk.simulator.definition import RefusalError

LEDGER_ROWS = 60
RECORD_ROWS = 40


def blueprint(runtime: Runtime) -> Blueprint:
    """GET / and the plain forms on it; after a form one comes back to the page with a note."""
    page = Blueprint(
        "page", __name__, template_folder="templates", static_folder="static", static_url_path="/_sim/static"
    )

    @page.get("/")
    def show() -> str:
        with runtime.store.read() as tables:
            return render_template(
                "simulator.html",
                simulator=runtime.simulator,
                records={kind: tables.all(kind)[::-1][:RECORD_ROWS] for kind in runtime.simulator.kinds},
                calls=ledger.listed(tables, limit=LEDGER_ROWS),
                faults=faults.listed(tables),
                fault_kinds=faults.KINDS,
                operations=sorted({route.operation for route in runtime.simulator.routes}),
                webhooks=webhooks.listed(tables, limit=20),
                note=request.args.get("note", ""),
                now=runtime.now(),
            )

    @page.post("/_sim/page/faults")
    def switch_on() -> Response:
        form = {name: value for name, value in request.form.items() if value}
        try:
            with runtime.store.write() as tables:
                faults.add(tables, form)
        except faults.InvalidFaultError as error:
            return _back(str(error), "faults")
        return _back(f"fault {form['kind']} is on", "faults")

    @page.post("/_sim/page/faults/<int:fault_id>/off")
    def switch_off(fault_id: int) -> Response:
        with runtime.store.write() as tables:
            tables.connection.execute("DELETE FROM fault WHERE id=?", (fault_id,))
        return _back("the fault is off", "faults")

    @page.post("/_sim/page/actions/<name>")
    def act(name: str) -> Response:
        data: dict[str, Any] = dict(request.form)
        try:
            run_action(runtime, name, data)
        except RefusalError as refusal:
            return _back(refusal.message, "records")
        return _back(f"{name.replace('_', ' ')}: done", "records")

    return page


def _back(note: str, anchor: str) -> Response:
    return make_response(redirect(f"/?note={quote(note)}#{anchor}", code=303))
