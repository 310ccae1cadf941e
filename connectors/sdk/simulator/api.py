"""The simulated API: bearer auth, faults, dedupe by key, the handler, the ledger; in that order for every call."""

import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from connectors.sdk.simulator import faults, ledger
from connectors.sdk.simulator.definition import Call, Identity, RefusalError, Route, Simulator
from connectors.sdk.simulator.faults import Fault
from connectors.sdk.simulator.ledger import Effect, Entry
from connectors.sdk.simulator.store import Store, Tables

KEY_HEADER = "Idempotency-Key"
_MALFORMED = '{"result": {"number": "10'


@dataclass(frozen=True)
class Runtime:
    """What a running simulator shares with its views; `closing` ends every artificial wait."""

    simulator: Simulator
    store: Store
    token: str
    now: Callable[[], datetime]
    closing: threading.Event
    wake_courier: Callable[[], None]


@dataclass(frozen=True)
class _Result:
    effect: Effect
    status: int
    body: dict[str, Any]


def blueprint(runtime: Runtime) -> Blueprint:
    """The routes of the simulator, guarded."""
    api = Blueprint("api", __name__)
    for route in runtime.simulator.routes:
        api.add_url_rule(
            route.path, endpoint=f"{route.method}_{route.operation}", view_func=_view(runtime, route),
            methods=[route.method],
        )  # fmt: skip
    return api


def _view(runtime: Runtime, route: Route) -> Callable[..., Response]:
    def view(**args: str) -> Response:
        refusal = _unauthorised(runtime.token)
        if refusal is not None:
            return refusal
        body = request.get_json(silent=True) if route.method == "POST" else {}
        if not isinstance(body, dict):
            return _error(400, "MalformedBody", "expected a JSON object")
        call = Call(args, request.args, body, request.headers.get(KEY_HEADER, ""), runtime.now(), request.host_url)
        return _serve(runtime, route, call)

    return view


def _serve(runtime: Runtime, route: Route, call: Call) -> Response:
    generation = runtime.store.generation
    with runtime.store.write() as tables:
        struck = faults.draw(tables, route.operation)
        failed = _failed_early(struck)
        if failed is not None:
            _write_down(tables, route, call, failed, struck)
    if "slow" in struck:
        runtime.closing.wait(struck["slow"].seconds)
        if generation != runtime.store.generation:
            return _error(503, "Restarted", "the system was reset meanwhile")
    if failed is not None:
        return _answer(failed, retry_after="1" if failed.status == 429 else None)
    result = _handled(runtime, route, call, struck)
    if "duplicate" in struck:
        result = _handled(runtime, route, call, struck)
    return _sent(runtime, result, struck)


def _handled(runtime: Runtime, route: Route, call: Call, struck: dict[str, Fault]) -> _Result:
    """Do the work and write it down in one transaction; a refusal is written down, its changes are not."""
    try:
        with runtime.store.write() as tables:
            result = _deduped(tables, route, call, ignores_key="ignore_key" in struck)
            _write_down(tables, route, call, result, struck)
    except RefusalError as refusal:
        result = _Result(Effect.REFUSED, refusal.status, _error_body(refusal.code, refusal.message))
        with runtime.store.write() as tables:
            _write_down(tables, route, call, result, struck)
    return result


def _deduped(tables: Tables, route: Route, call: Call, *, ignores_key: bool) -> _Result:
    if not route.is_write:
        return _Result(Effect.READ, 200, route.handler(tables, call))
    if not call.key:
        raise RefusalError(400, "MissingIdempotencyKey", f"expected the header {KEY_HEADER}")
    asked = ledger.request_hash(route.operation, request.path, call.body)
    known = ledger.known(tables, call.key)
    if known is not None and not ignores_key:
        if known.request_hash != asked:
            return _Result(
                Effect.CONFLICT, 409, _error_body("IdempotencyKeyReused", "this key was used for another request")
            )
        return _Result(Effect.REPLAYED, known.status, known.body)
    body = route.handler(tables, call)
    ledger.remember(tables, call.key, route.operation, asked, body)
    return _Result(Effect.APPLIED, 201, body)


def _failed_early(struck: dict[str, Fault]) -> _Result | None:
    if "429" in struck:
        return _Result(Effect.FAILED, 429, _error_body("TooManyRequests", "slow down"))
    if "500" in struck:
        return _Result(Effect.FAILED, 500, _error_body("InternalError", "the system is not well"))
    return None


def _write_down(tables: Tables, route: Route, call: Call, result: _Result, struck: dict[str, Fault]) -> None:
    identity = route.identity(tables, call) if route.identity else Identity("")
    entry = Entry(
        at=call.now, operation=route.operation, method=route.method, path=request.path, key=call.key,
        reference=request.headers.get("X-Correlation-Id", ""), body=call.body, identity=identity,
        effect=result.effect, status=result.status, fault=",".join(struck),
    )  # fmt: skip
    ledger.append(tables, entry)


def _sent(runtime: Runtime, result: _Result, struck: dict[str, Fault]) -> Response:
    runtime.wake_courier()
    if "timeout_after_commit" in struck:
        runtime.closing.wait(struck["timeout_after_commit"].seconds)
        result = replace(result, status=504, body=_error_body("GatewayTimeout", "no answer in time"))
    if "malformed" in struck and result.status < 400:
        return make_response(_MALFORMED, result.status, {"Content-Type": "application/json"})
    return _answer(result)


def _answer(result: _Result, retry_after: str | None = None) -> Response:
    response = jsonify(result.body)
    response.status_code = result.status
    if result.effect is Effect.REPLAYED:
        response.headers["Idempotent-Replayed"] = "true"
    if retry_after:
        response.headers["Retry-After"] = retry_after
    return response


def _unauthorised(token: str) -> Response | None:
    offered = request.headers.get("Authorization", "")
    if hmac.compare_digest(offered.encode(), f"Bearer {token}".encode()):
        return None
    # Real systems are known to echo what they were sent; the connector has to mask it.
    return _error(401, "Unauthorized", f"the credentials {offered!r} are not valid")


def _error(status: int, code: str, message: str) -> Response:
    return make_response(jsonify(_error_body(code, message)), status)


def _error_body(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}
