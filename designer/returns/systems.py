"""The one door of this room to other systems: reads while somebody looks, never inside a transaction."""

import uuid
from collections.abc import Mapping
from typing import Any

from connectors.sdk import registry
from connectors.sdk.context import Context
from connectors.sdk.invocation import invoke
from designer.catalog import service as catalog


def read(connector_id: str, operation: str, data: Mapping[str, Any], *, deadline_seconds: float) -> Mapping[str, Any]:
    """What the system answers, typed; raises the classes of `connectors.sdk.errors`."""
    context = Context(
        connection=catalog.connection(connector_id),
        idempotency_key=f"screen-{uuid.uuid4()}",
        deadline_seconds=deadline_seconds,
    )
    return invoke(registry.get(connector_id), operation, data, context).data
