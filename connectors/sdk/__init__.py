"""The connector SDK: everything a connector is made of, and the one way to call it."""

from connectors.sdk.check import check
from connectors.sdk.connector import Connector
from connectors.sdk.context import Connection, Context, External, Network, Outcome
from connectors.sdk.invocation import invoke
from connectors.sdk.operation import Effect, Key, Lookup, NotSafe, Operation

__all__ = [
    "Connection",
    "Connector",
    "Context",
    "Effect",
    "External",
    "Key",
    "Lookup",
    "Network",
    "NotSafe",
    "Operation",
    "Outcome",
    "check",
    "invoke",
]
