"""A connector: its manifest and its operations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import jsonschema

from connectors.sdk import manifest as manifests
from connectors.sdk.auth import AuthKind
from connectors.sdk.context import Connection
from connectors.sdk.errors import Misconfigured
from connectors.sdk.lookup import FIND_BY_KEY
from connectors.sdk.manifest import Manifest
from connectors.sdk.operation import Effect, Key, Lookup, Operation
from connectors.sdk.trigger import Trigger


@dataclass(frozen=True)
class Connector:
    """A connector as the registry hands it out; `package` is where its manifest, README and simulator lie."""

    package: str
    manifest: Manifest
    operations: Mapping[str, Operation]
    triggers: Mapping[str, Trigger] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.manifest.id

    def operation(self, name: str) -> Operation:
        """The operation `name`; Misconfigured names those that exist."""
        if name not in self.operations:
            known = ", ".join(sorted(self.operations))
            raise Misconfigured(
                f"connector {self.id!r} has no operation {name!r}; it has {known}", code="UNKNOWN_OPERATION"
            )
        return self.operations[name]

    def auth_of(self, connection: Connection) -> AuthKind:
        """The setting `auth` of the connection, else the manifest's first kind; Misconfigured when not supported."""
        chosen = connection.settings.get("auth", self.manifest.auth[0].value)
        if chosen not in {kind.value for kind in self.manifest.auth}:
            raise Misconfigured(f"connector {self.id!r}: auth kind {chosen!r} is none of {self.manifest.auth}")
        return AuthKind(chosen)

    def check(self, connection: Connection) -> None:
        """Raise Misconfigured when settings or host of the connection are not what the manifest allows."""
        problems = [
            f"{error.json_path}: {error.message}"
            for error in self._settings_validator.iter_errors(dict(connection.settings))
        ]
        host = urlsplit(connection.base_url).hostname or ""
        if not any(fnmatch(host, pattern) for pattern in self.manifest.allowed_hosts):
            problems.append(f"host {host!r} matches none of {list(self.manifest.allowed_hosts)}")
        if problems:
            raise Misconfigured(f"connection {connection.id!r}: {'; '.join(problems)}")

    @cached_property
    def _settings_validator(self) -> jsonschema.Draft202012Validator:
        return jsonschema.Draft202012Validator(dict(self.manifest.config_schema))

    def json_schema(self) -> dict[str, Any]:
        """JSON-safe description of the connector with all its operations."""
        manifest = self.manifest
        return {
            "id": manifest.id,
            "name": manifest.name,
            "version": manifest.version,
            "description": manifest.description,
            "auth": [kind.value for kind in manifest.auth],
            "secrets": list(manifest.secrets),
            "config_schema": dict(manifest.config_schema),
            "operations": [operation.json_schema() for operation in self.operations.values()],
            "triggers": [trigger.json_schema() for trigger in self.triggers.values()],
        }


def build(package: str, operations: tuple[Operation, ...], triggers: tuple[Trigger, ...] = ()) -> Connector:
    """The connector of `package` with its manifest.json; Misconfigured lists what breaks the rules."""
    manifest = manifests.load(package)
    by_name = {operation.name: operation for operation in operations}
    problems = [] if FIND_BY_KEY in by_name else [f"{FIND_BY_KEY}: every connector offers this operation"]
    problems += [f"{name}: declared twice" for name in by_name if [o.name for o in operations].count(name) > 1]
    for operation in operations:
        problems += [f"{operation.name}: {problem}" for problem in _problems(operation, by_name)]
    if problems:
        raise Misconfigured(f"connector {manifest.id!r}: {'; '.join(problems)}", code="INVALID_CONNECTOR")
    return Connector(package, manifest, by_name, {trigger.event: trigger for trigger in triggers})


def _problems(operation: Operation, by_name: Mapping[str, Operation]) -> list[str]:
    problems = []
    if operation.is_read and operation.idempotency is not None:
        problems.append("a read needs no idempotency")
    if not operation.is_read and operation.idempotency is None:
        problems.append("an operation that changes something must declare its idempotency")
    if operation.effect in (Effect.MONEY, Effect.INVENTORY) and not isinstance(operation.idempotency, Key | Lookup):
        problems.append("a money or inventory operation must be idempotent by Key or Lookup")
    if isinstance(operation.idempotency, Lookup) and operation.idempotency.operation not in by_name:
        problems.append(f"its look-up {operation.idempotency.operation!r} is not an operation")
    if operation.reverse is not None and operation.reverse not in by_name:
        problems.append(f"its reverse {operation.reverse!r} is not an operation")
    if operation.record is not None and operation.record[1] not in operation.output_schema.fields:
        problems.append(f"its record field {operation.record[1]!r} is not in the output")
    return problems
