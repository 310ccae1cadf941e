"""The registry: which connectors there are, from the built-in list and from installed packages."""

from functools import cache
from importlib import import_module, metadata
from typing import Any

from connectors.sdk.connector import Connector
from connectors.sdk.errors import Misconfigured

ENTRY_POINT_GROUP = "returnflow.connectors"
BUILT_IN = ("connectors.erp", "connectors.wms", "connectors.carrier", "connectors.crm")


def get(connector_id: str) -> Connector:
    """The connector `connector_id`; Misconfigured names those that are installed."""
    for connector in all():
        if connector.id == connector_id:
            return connector
    known = ", ".join(connector.id for connector in all())
    raise Misconfigured(f"no connector {connector_id!r} is installed; there are {known}", code="UNKNOWN_CONNECTOR")


@cache
def all() -> tuple[Connector, ...]:
    """All connectors, built-in ones first; Misconfigured when two claim the same id."""
    found = [_built_in(package) for package in BUILT_IN]
    for entry in metadata.entry_points(group=ENTRY_POINT_GROUP):
        found.append(_checked(entry.load(), f"entry point {entry.name!r}"))
    ids = [connector.id for connector in found]
    doubled = {connector_id for connector_id in ids if ids.count(connector_id) > 1}
    if doubled:
        raise Misconfigured(f"connector ids claimed twice: {', '.join(sorted(doubled))}; remove one of the packages")
    return tuple(found)


def _built_in(package: str) -> Connector:
    return _checked(import_module(f"{package}.operations").CONNECTOR, package)


def _checked(candidate: Any, source: str) -> Connector:
    if not isinstance(candidate, Connector):
        raise Misconfigured(f"{source}: expected a Connector, found {type(candidate).__name__}")
    return candidate
