"""What executions need of data stores: values that outlive instances and that all share (BPMN 2.0.2, 10.4.1)."""

from typing import Any, Protocol

from engine.bpmn.failures import Failed


class DataStores(Protocol):
    """Values by the name of their store, FEEL values all."""

    def read(self, name: str) -> Any:
        """The value, null before anything was written; what is read here is written by nobody else until the commit."""
        ...

    def write(self, name: str, value: Any) -> None:
        """Keep `value` instead of what was there."""
        ...


class NoDataStores:
    """Where an execution has none: reading or writing one is a failure of the activity that does."""

    def read(self, name: str) -> Any:
        raise Failed("no_data_store", f"there is no data store {name!r} where this runs")

    def write(self, name: str, value: Any) -> None:  # noqa: ARG002
        raise Failed("no_data_store", f"there is no data store {name!r} where this runs")
