"""The shipped decisions and the policy that they have to agree with."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from engine.dmn import load

Decide = Callable[..., Any]


@pytest.fixture(scope="session")
def policy() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / "policy.json").read_bytes())
    return found


@pytest.fixture(scope="session")
def decide() -> Decide:
    """`decide("disposition", lot=..., ...)` is the value of a shipped decision."""
    models = [load(entry.read_bytes()) for entry in files("processes").joinpath("dmn").iterdir()]
    by_id = {decision_id: model for model in models for decision_id in model.decisions}

    def evaluate(decision_id: str, **context: Any) -> Any:
        return by_id[decision_id].evaluate(decision_id, context).value

    return evaluate
