"""Which calls left something in another system, and which only looked something up there."""

from connectors.sdk import registry
from connectors.sdk.errors import ConnectorError


def is_posting(connector_id: str, operation: str) -> bool:
    """Whether the operation changes something; one whose connector is gone is shown rather than hidden."""
    try:
        return not registry.get(connector_id).operation(operation).is_read
    except ConnectorError:
        return True
