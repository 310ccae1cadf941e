"""Cases of one element: processes in the .bpmn file beside its tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def case(request: pytest.FixtureRequest, driver_of: Callable[..., Any]) -> Callable[..., Any]:
    """A driver for the process `name` of the file beside the test; the ids of its elements begin with its name."""
    content = Path(request.path).with_name(f"{Path(request.path).stem.removeprefix('test_')}.bpmn").read_bytes()
    return lambda name: driver_of(content, name)


@pytest.fixture
def run(case: Callable[..., Any]) -> Callable[..., Any]:
    """The process `name` started, with an empty log for its scripts to write to."""

    def started(name: str, /, **variables: Any) -> Any:
        return case(name).start(name, **{"log": [], **variables})

    return started


@pytest.fixture
def begun(case: Callable[..., Any]) -> Callable[..., Any]:
    """The process `name` begun by its start event `at`, which caught `payload`."""

    def started(name: str, at: str, /, **payload: Any) -> Any:
        return case(name).begin(name, at, payload, {"log": []})

    return started
