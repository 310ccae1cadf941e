"""Times and traces the calls of connectors."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from connectors.sdk.errors import ConnectorError
from designer.monitoring import measures, traces


@contextmanager
def observed(connector: str, operation: str) -> Iterator[None]:
    """Measure the block as one call; its outcome is ok or the class of the error, never the text of one."""
    began_at, outcome = time.perf_counter(), "ok"
    try:
        with traces.span(f"{connector}.{operation}", {"returnflow.connector": connector}):
            yield
    except Exception as error:
        outcome = error.class_code if isinstance(error, ConnectorError) else "CONNECTOR_BUG"
        raise
    finally:
        seconds = time.perf_counter() - began_at
        measures.of_process().calls.labels(connector, operation, outcome).observe(seconds)
