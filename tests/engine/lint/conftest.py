"""Diagrams that are put to the rules, and what the bundle around them holds."""

from collections.abc import Callable

import pytest

from engine import lint
from engine.errors import Problem
from engine.lint import OperationFacts
from tests.engine.lint.drawing import model

Found = Callable[[str], list[Problem]]


@pytest.fixture
def found() -> Found:
    """All problems of the process with this body."""

    def check(body: str) -> list[Problem]:
        return lint.check(
            model(body),
            forms={"f5_inspection": {"lots"}},
            decisions={"eligibility"},
            operations={
                ("erp", "get_order"): OperationFacts(),
                ("erp", "post_credit_memo"): OperationFacts("money", ("CLOSED_PERIOD",), "reverse_credit_memo"),
                ("erp", "reverse_credit_memo"): OperationFacts("money"),
            },
            start={"requester"},
        )

    return check


@pytest.fixture
def of_rule(found: Found) -> Callable[[str, str], list[Problem]]:
    """The problems of one rule only: `of_rule("fake-join", body)`."""
    return lambda rule, body: [problem for problem in found(body) if problem.rule == rule]
