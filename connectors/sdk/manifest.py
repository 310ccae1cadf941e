"""The manifest of a connector: a JSON file next to its code, checked against a schema before anything is imported."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import jsonschema

from connectors.sdk.auth import AuthKind
from connectors.sdk.errors import Misconfigured

SDK_VERSION = (1, 0)


@dataclass(frozen=True)
class Manifest:
    """Who the connector is and what a connection to it needs.

    sdk: the major SDK version it was written for, as "1" or "1.x".
    config_schema: JSON Schema of a connection's settings. allowed_hosts: shell patterns for the host of base_url.
    """

    id: str
    name: str
    version: str
    sdk: str
    description: str
    auth: tuple[AuthKind, ...]
    secrets: tuple[str, ...]
    allowed_hosts: tuple[str, ...]
    config_schema: Mapping[str, Any]


def load(package: str) -> Manifest:
    """Read `manifest.json` of the package; Misconfigured lists everything wrong with it."""
    raw = json.loads((resources.files(package) / "manifest.json").read_text(encoding="utf-8"))
    return parse(raw, source=f"{package}/manifest.json")


def parse(raw: Any, *, source: str) -> Manifest:
    """The manifest in `raw`; Misconfigured lists everything wrong with it."""
    problems = [f"{error.json_path}: {error.message}" for error in _validator().iter_errors(raw)]
    if problems:
        raise Misconfigured(f"{source}: {'; '.join(problems)}", code="INVALID_MANIFEST")
    if int(raw["sdk"].partition(".")[0]) != SDK_VERSION[0]:
        raise Misconfigured(
            f"{source}: written for SDK {raw['sdk']}, this is SDK {SDK_VERSION[0]}; update the connector",
            code="SDK_VERSION",
        )
    return Manifest(
        id=raw["id"],
        name=raw["name"],
        version=raw["version"],
        sdk=raw["sdk"],
        description=raw["description"],
        auth=tuple(AuthKind(kind) for kind in raw["auth"]),
        secrets=tuple(raw["secrets"]),
        allowed_hosts=tuple(raw["allowed_hosts"]),
        config_schema=raw["config_schema"],
    )


def _validator() -> jsonschema.Draft202012Validator:
    schema = json.loads((resources.files("connectors.sdk") / "manifest.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema)
