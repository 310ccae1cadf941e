"""Calling an operation: validate, look up before a second sending, send, look up after an unclear answer, type."""

import time
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from connectors.sdk.connector import Connector
from connectors.sdk.context import Context, External, Outcome
from connectors.sdk.errors import ConnectorError, InvalidResponse, Misconfigured, UnknownOutcome
from connectors.sdk.http import Answer, CallRules, HttpClient
from connectors.sdk.operation import Effect, Lookup, NotSafe, Operation
from connectors.sdk.secrecy import mask
from connectors.sdk.values import to_plain

LOOK_UP_SHARE = 1 / 3  # of the deadline is kept for a look-up after an unclear answer
_UNREADABLE = (ValidationError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


def invoke(connector: Connector, operation_name: str, data: Mapping[str, Any], context: Context) -> Outcome:
    """Run one operation with `data` (FEEL or Python values of the input schema).

    Raises the classes of `connectors.sdk.errors`, with the connection's secrets masked. Calling again with the same
    key has the effect once; `Outcome.replayed` tells that it stood before this call.
    """
    operation = connector.operation(operation_name)
    try:
        connector.check(context.connection)
        return _Call(connector, operation, _loaded(operation, data), context).run()
    except ConnectorError as error:
        masked = mask(error.message, context.connection.secrets.values())
        error.message, error.args = masked, (masked,)
        raise


class _Call:
    """One invocation with its clock."""

    def __init__(self, connector: Connector, operation: Operation, data: Mapping[str, Any], context: Context) -> None:
        self._connector = connector
        self._operation = operation
        self._data = data
        self._context = context
        self._ends = time.monotonic() + context.deadline_seconds

    def run(self) -> Outcome:
        operation = self._operation
        if self._context.attempt > 1 and not operation.is_read:
            if isinstance(operation.idempotency, NotSafe):
                raise UnknownOutcome(
                    f"{operation.name}: an earlier attempt may have taken effect; {operation.idempotency.reason}",
                    can_retry=False,
                )
            found = self._look_up()
            if found is not None:
                return self._outcome(found)
        try:
            return self._outcome(operation.call(self._client(operation, self._first_share()), self._data))
        except UnknownOutcome as unclear:
            return self._settle(unclear)

    def _settle(self, unclear: UnknownOutcome) -> Outcome:
        """Find out what became of a call without a readable answer; not found yet is not the same as not done."""
        if isinstance(self._operation.idempotency, NotSafe):
            unclear.can_retry = False
            raise unclear
        try:
            found = self._look_up()
        except ConnectorError as error:
            raise unclear from error
        if found is None:
            raise unclear
        return self._outcome(found)

    def _look_up(self) -> Answer | None:
        """The document that stands under our key in the target, or None; also None where the target dedupes itself."""
        if not isinstance(self._operation.idempotency, Lookup):
            return None
        lookup = self._connector.operation(self._operation.idempotency.operation)
        client = self._client(lookup, self._left())
        answer = lookup.call(client, {"key": self._context.idempotency_key, "operation": self._operation.name})
        found = self._typed(lookup, answer.body)
        return Answer(found["document"], replayed=True) if found["found"] else None

    def _client(self, operation: Operation, seconds: float) -> HttpClient:
        context = self._context
        rules = CallRules(
            operation=f"{self._connector.id}.{operation.name}",
            is_read=operation.is_read,
            errors=operation.errors,
            key_header=operation.key_header,
            key=context.idempotency_key,
            reference=context.reference,
        )
        auth = self._connector.auth_of(context.connection)
        return HttpClient(context.connection, auth, rules, seconds=min(operation.timeout_seconds, seconds))

    def _left(self) -> float:
        return self._ends - time.monotonic()

    def _first_share(self) -> float:
        can_look_up = isinstance(self._operation.idempotency, Lookup)
        return self._left() * (1 - LOOK_UP_SHARE) if can_look_up else self._left()

    def _outcome(self, answer: Answer) -> Outcome:
        data = self._typed(self._operation, answer.body)
        if self._operation.effect is Effect.MONEY:
            self._check_is_ours(data)
        record = self._operation.record
        external = External(self._connector.id, record[0], str(data[record[1]])) if record else None
        return Outcome(data, external, answer.replayed)

    def _check_is_ours(self, data: Mapping[str, Any]) -> None:
        """Refuse an answer that tells of another amount, currency or record than was asked for.

        Whoever booked it would believe in money that was never sent. The call is tried again, which looks first.
        """
        asked = self._operation.input_schema.load(self._data)
        others = [name for name, value in data.items() if value is not None and asked.get(name, value) != value]
        if others:
            raise UnknownOutcome(f"{self._operation.name}: the target's answer is about another {', '.join(others)}")

    def _typed(self, operation: Operation, body: Mapping[str, Any]) -> dict[str, Any]:
        try:
            loaded = operation.output_schema.load(operation.read(body))
        except _UNREADABLE as error:
            told = f"{operation.name}: the target's answer does not fit the contract ({_places(error)})"
            raise (InvalidResponse if operation.is_read else UnknownOutcome)(told) from error
        return dict(loaded)


def _loaded(operation: Operation, data: Mapping[str, Any]) -> dict[str, Any]:
    """The input, validated, as JSON-safe values; Misconfigured names the fields that break the schema."""
    schema = operation.input_schema
    try:
        loaded = schema.load(to_plain(data))
    except ValidationError as error:
        raise Misconfigured(
            f"{operation.name}: the input breaks its schema: {_places(error)}; correct the inputs of the task",
            code="INVALID_INPUT",
        ) from error
    dumped: dict[str, Any] = schema.dump(loaded)
    return dumped


def _places(error: Exception) -> str:
    """Where a schema was broken, without the values: those may be personal data."""
    if not isinstance(error, ValidationError):
        return type(error).__name__
    return "; ".join(_flat("", error.messages))


def _flat(path: str, messages: Any) -> list[str]:
    if isinstance(messages, Mapping):
        return [line for key, below in messages.items() for line in _flat(f"{path}.{key}" if path else str(key), below)]
    if isinstance(messages, list):
        return [line for message in messages for line in _flat(path, message)]
    return [f"{path}: {str(messages).removesuffix('.')}"]  # the sentence goes on
