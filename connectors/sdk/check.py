"""Tests a connection without changing anything: reachable, credentials right, speaks the contract."""

from connectors.sdk.connector import Connector
from connectors.sdk.context import Connection, Context
from connectors.sdk.invocation import invoke
from connectors.sdk.lookup import FIND_BY_KEY

_NOBODYS_KEY = "returnflow-connection-check"


def check(connector: Connector, connection: Connection, *, deadline_seconds: float = 10.0) -> None:
    """Look a key up that nobody uses; raises the ConnectorError that a real call would meet."""
    context = Context(connection, _NOBODYS_KEY, reference="connection check", deadline_seconds=deadline_seconds)
    invoke(connector, FIND_BY_KEY, {"key": _NOBODYS_KEY}, context)
