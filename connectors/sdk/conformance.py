"""The contract suite that every connector gets free: run against its simulator, each check on fresh sample records."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

import jsonschema
from marshmallow import fields, validate

from connectors.sdk.connector import Connector
from connectors.sdk.context import Context, Outcome
from connectors.sdk.errors import (
    AuthFailed,
    Conflict,
    ConnectorError,
    InvalidResponse,
    RateLimited,
    Retryable,
    UnknownOutcome,
)
from connectors.sdk.invocation import invoke
from connectors.sdk.operation import Effect, Key, Lookup, Operation
from connectors.sdk.simulator import SimulatorServer, faults, ledger

_SHORT_SECONDS = 0.4  # long enough to send, too short for a slow target


class ConformanceError(AssertionError):
    """A rule of the contract that the connector breaks; names the operation and what was found."""


@dataclass(frozen=True)
class Target:
    """A connector with its running simulator."""

    connector: Connector
    server: SimulatorServer

    def fresh(self, *switches: Mapping[str, Any]) -> None:
        """Sample records, an empty ledger, and these faults alone."""
        self.server.reset()
        self.server.seed(self.server.simulator.samples)
        with self.server.store.write() as tables:
            faults.replace(tables, switches)

    def call(
        self, operation: Operation, *, attempt: int = 1, seconds: float = 20.0, data: Mapping[str, Any] | None = None
    ) -> Outcome:
        """Invoke with the operation's example, always under the same key."""
        context = Context(
            self.server.connection(), f"key-of-{operation.name}", "R-1", attempt=attempt, deadline_seconds=seconds
        )
        return invoke(self.connector, operation.name, operation.example if data is None else data, context)

    def effects(self, operation: Operation) -> int:
        """How often the target did what the operation asks for."""
        with self.server.store.read() as tables:
            return len(ledger.listed(tables, operation=operation.name, effect="applied"))

    @property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(self.connector.operations.values())

    @property
    def writes(self) -> tuple[Operation, ...]:
        return tuple(operation for operation in self.operations if not operation.is_read)


def schemas_are_valid(target: Target) -> None:
    """Both schemas of each operation are JSON Schema 2020-12, and the example fits the input."""
    for operation in target.operations:
        exported = operation.json_schema()
        for side in ("input", "output"):
            jsonschema.Draft202012Validator.check_schema(exported[side])
        plain = operation.input_schema.dump(operation.input_schema.load(operation.example))
        problems = list(jsonschema.Draft202012Validator(exported["input"]).iter_errors(plain))
        _expect(not problems, operation, f"an example that fits the exported input schema, found {problems}")
        _expect(bool(operation.description), operation, "a description")
    readme = resources.files(target.connector.package) / "README.md"
    if not readme.is_file():
        raise ConformanceError(f"{target.connector.id}: expected a README.md beside the manifest")


def changes_are_idempotent(target: Target) -> None:
    """Whatever moves money or stock dedupes by key or is found by key."""
    for operation in target.writes:
        _expect(operation.idempotency is not None, operation, "a declared idempotency")
        if operation.effect in (Effect.MONEY, Effect.INVENTORY):
            _expect(isinstance(operation.idempotency, Key | Lookup), operation, "idempotency by Key or Lookup")


def examples_work(target: Target) -> None:
    """Each example succeeds, its output fits the exported schema, and a write names what it is about."""
    for operation in target.operations:
        target.fresh()
        outcome = target.call(operation)
        plain = operation.output_schema.dump(outcome.data)
        problems = list(jsonschema.Draft202012Validator(operation.json_schema()["output"]).iter_errors(plain))
        _expect(not problems, operation, f"an output that fits its schema, found {problems}")
        if not operation.is_read:
            _expect(outcome.external is not None, operation, "a record of the target as external reference")
            _expect(not outcome.replayed, operation, "replayed to be false the first time")
            with target.server.store.read() as tables:
                (entry,) = ledger.listed(tables, operation=operation.name)
            _expect(bool(entry["identity"]["return"]), operation, "a ledger entry that names the return")


def errors_are_classed(target: Target) -> None:
    """500 may be tried again, 429 says when."""
    for operation in target.operations:
        target.fresh({"kind": "500"})
        _expect_error(target, operation, Retryable)
        target.fresh({"kind": "429"})
        limited = _expect_error(target, operation, RateLimited)
        _expect(limited.retry_after_seconds is not None, operation, "retry_after_seconds on 429")


def a_time_out_of_a_write_is_an_unknown_outcome(target: Target) -> None:
    """A read may simply be repeated, a write not."""
    for operation in target.operations:
        target.fresh({"kind": "slow", "seconds": 3})
        error = _expect_error(target, operation, Retryable if operation.is_read else UnknownOutcome, _SHORT_SECONDS)
        _expect(operation.is_read or not isinstance(error, Retryable), operation, "no blind retry of a write")


def malformed_answers_are_errors(target: Target) -> None:
    """Unreadable text never becomes data; a write finds out by look-up what it did."""
    for operation in target.operations:
        target.fresh({"kind": "malformed", "operation": operation.name})
        if operation.is_read:
            _expect_error(target, operation, InvalidResponse)
        elif isinstance(operation.idempotency, Lookup):
            _expect(target.call(operation).replayed, operation, "the record found by look-up")
        else:
            _expect_error(target, operation, UnknownOutcome)


def the_same_key_has_one_effect(target: Target) -> None:
    """The same request again is answered as before; another request under the same key is a conflict."""
    for operation in target.writes:
        target.fresh()
        first, second = target.call(operation), target.call(operation)
        _expect(second.replayed and second.data == first.data, operation, "the first answer, marked as replayed")
        _expect(target.effects(operation) == 1, operation, "one effect after two calls")
        _expect_error(target, operation, Conflict, data=_another(operation))


def an_unclear_answer_is_looked_up(target: Target) -> None:
    """The target did the work and did not answer: the record is found and adopted."""
    for operation in target.writes:
        if isinstance(operation.idempotency, Lookup):
            target.fresh({"kind": "timeout_after_commit", "operation": operation.name, "seconds": 0})
            outcome = target.call(operation)
            _expect(outcome.replayed, operation, "the record found by look-up")
            _expect(target.effects(operation) == 1, operation, "one effect")


def a_second_attempt_looks_before_it_sends(target: Target) -> None:
    """Also with a target that knows nothing of keys."""
    for operation in target.writes:
        if isinstance(operation.idempotency, Lookup):
            target.fresh({"kind": "ignore_key"})
            first, second = target.call(operation), target.call(operation, attempt=2)
            _expect(second.replayed and second.data == first.data, operation, "the record of the first attempt")
            _expect(target.effects(operation) == 1, operation, "one effect after two attempts")


def secrets_stay_secret(target: Target) -> None:
    """Not even a target that echoes its credentials gets them into an error."""
    secret = "canary-4f9a1c7e-of-this-check"  # noqa: S105 - made up, to be found again
    target.fresh()
    connection = replace(target.server.connection(), secrets=dict.fromkeys(target.connector.manifest.secrets, secret))
    for operation in target.operations:
        try:
            invoke(target.connector, operation.name, operation.example, Context(connection, "key"))
        except AuthFailed as error:
            told = "".join(traceback.format_exception(error))
            _expect(secret not in told + repr(error) + error.message, operation, "no secret in the error")
        else:
            _expect(condition=False, operation=operation, expected="wrong credentials to be refused")
    _expect(secret not in repr(connection), target.operations[0], "no secret in the connection's repr")


CHECKS: Mapping[str, Callable[[Target], None]] = {
    check.__name__: check
    for check in (
        schemas_are_valid,
        changes_are_idempotent,
        examples_work,
        errors_are_classed,
        a_time_out_of_a_write_is_an_unknown_outcome,
        malformed_answers_are_errors,
        the_same_key_has_one_effect,
        an_unclear_answer_is_looked_up,
        a_second_attempt_looks_before_it_sends,
        secrets_stay_secret,
    )
}


def _expect(condition: bool, operation: Operation, expected: str) -> None:
    if not condition:
        raise ConformanceError(f"{operation.name}: expected {expected}")


def _expect_error(
    target: Target,
    operation: Operation,
    kind: type[ConnectorError],
    seconds: float = 20.0,
    data: Mapping[str, Any] | None = None,
) -> ConnectorError:
    try:
        outcome = target.call(operation, seconds=seconds, data=data)
    except kind as error:
        return error
    except ConnectorError as error:
        raise ConformanceError(f"{operation.name}: expected {kind.__name__}, found {error!r}") from error
    raise ConformanceError(f"{operation.name}: expected {kind.__name__}, found {outcome.data}")


def _another(operation: Operation) -> dict[str, Any]:
    """The example with one free text changed."""
    for name, field in operation.input_schema.fields.items():
        is_free = isinstance(field, fields.String) and not any(
            isinstance(validator, validate.OneOf) for validator in field.validators
        )
        if is_free and name in operation.example:
            return {**operation.example, name: f"{operation.example[name]}-2"}
    raise ConformanceError(f"{operation.name}: expected an example with a free text in it")
