"""The admin API of a simulator, `/_sim/*`: seed, reset, ledger, records, faults, actions, webhooks."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from connectors.sdk.simulator import faults, ledger, webhooks
from connectors.sdk.simulator.api import Runtime
from connectors.sdk.simulator.definition import RefusalError, Simulator
from connectors.sdk.simulator.store import Tables


def blueprint(runtime: Runtime) -> Blueprint:
    """JSON in, JSON out; bad input is answered 400 or 422 with what was expected."""
    admin = Blueprint("admin", __name__, url_prefix="/_sim")
    store, simulator = runtime.store, runtime.simulator

    @admin.post("/seed")
    def seed_records() -> Response:
        with store.write() as tables:
            return jsonify({"stored": seed(tables, simulator, _body())})

    @admin.post("/reset")
    def reset() -> Response:
        store.reset()
        return jsonify({"reset": True})

    @admin.get("/ledger")
    def read_ledger() -> Response:
        with store.read() as tables:
            calls = ledger.listed(
                tables, operation=request.args.get("operation", ""), effect=request.args.get("effect", "")
            )
        return jsonify({"calls": calls})

    @admin.get("/records/<kind>")
    def read_records(kind: str) -> Response:
        _known_kind(simulator, kind)
        with store.read() as tables:
            return jsonify({"records": tables.all(kind)})

    @admin.get("/faults")
    def read_faults() -> Response:
        with store.read() as tables:
            return jsonify({"faults": faults.listed(tables), "kinds": dict(faults.KINDS)})

    @admin.put("/faults")
    def replace_faults() -> Response:
        switches = _body().get("faults")
        if not isinstance(switches, list) or not all(isinstance(switch, dict) for switch in switches):
            raise RefusalError(422, "InvalidFaults", 'expected {"faults": [{"kind", "operation", "share" or "count"}]}')
        with store.write() as tables:
            faults.replace(tables, switches)
            return jsonify({"faults": faults.listed(tables)})

    @admin.get("/webhooks")
    def read_webhooks() -> Response:
        with store.read() as tables:
            return jsonify({"webhooks": webhooks.listed(tables)})

    @admin.post("/actions/<name>")
    def act(name: str) -> Response:
        return jsonify(run_action(runtime, name, _body()))

    @admin.errorhandler(RefusalError)
    def refused(refusal: RefusalError) -> Response:
        return _problem(refusal.status, refusal.code, refusal.message)

    @admin.errorhandler(faults.InvalidFaultError)
    def invalid_fault(error: faults.InvalidFaultError) -> Response:
        return _problem(422, "InvalidFaults", str(error))

    return admin


def seed(tables: Tables, simulator: Simulator, records: Mapping[str, Any]) -> dict[str, int]:
    """Insert or replace records given as {kind: [record]}; returns how many of each kind."""
    stored = {}
    for kind, bodies in records.items():
        definition = _known_kind(simulator, kind)
        if not isinstance(bodies, list):
            raise RefusalError(422, "InvalidSeed", f"{kind}: expected a list of records")
        for body in bodies:
            if not isinstance(body, dict) or not body.get(definition.id_field):
                raise RefusalError(422, "InvalidSeed", f"{kind}: expected objects with {definition.id_field!r}")
            complete = definition.prepare(dict(body)) if definition.prepare else body
            tables.put(kind, str(body[definition.id_field]), complete)
        stored[kind] = len(bodies)
    return stored


def run_action(runtime: Runtime, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Let a person of the simulated system act; webhooks of what happened are sent after the commit."""
    action = next((action for action in runtime.simulator.actions if action.name == name), None)
    if action is None:
        known = ", ".join(action.name for action in runtime.simulator.actions) or "none"
        raise RefusalError(404, "UnknownAction", f"expected an action of {known}; found {name!r}")
    now = runtime.now()
    with runtime.store.write() as tables:
        done = action.run(tables, data, now)
        message_ids = webhooks.enqueue(tables, done.events, now)
    runtime.wake_courier()
    return {"result": dict(done.result), "webhooks": message_ids}


def _known_kind(simulator: Simulator, kind: str) -> Any:
    if kind not in simulator.kinds:
        raise RefusalError(404, "UnknownKind", f"expected a kind of {', '.join(simulator.kinds)}; found {kind!r}")
    return simulator.kinds[kind]


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise RefusalError(400, "MalformedBody", "expected a JSON object")
    return body


def _problem(status: int, code: str, message: str) -> Response:
    return make_response(jsonify({"error": {"code": code, "message": message}}), status)
