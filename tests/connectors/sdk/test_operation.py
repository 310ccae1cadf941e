"""What an operation may declare."""

from dataclasses import replace

import pytest

from connectors.sdk import registry


@pytest.mark.parametrize("seconds", [0, -1, 25.1, 600])
def test_a_call_that_would_outlast_the_lease_is_refused(seconds: float) -> None:
    operation = registry.get("erp").operation("get_order")
    with pytest.raises(ValueError, match="at most 25 s"):
        replace(operation, timeout_seconds=seconds)
