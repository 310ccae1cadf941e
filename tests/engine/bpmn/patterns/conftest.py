"""Starts the model of a pattern; `p` is the process in each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MODELS = Path(__file__).parent


@pytest.fixture
def pattern(drive: Callable[..., Any]) -> Callable[..., Any]:
    """A driver for the pattern of that number, started with variables."""

    def start(number: int, **variables: Any) -> Any:
        (model,) = MODELS.glob(f"wcp{number:02}_*.bpmn")
        return drive(model).start(**variables)

    return start
