"""When a case is over: workflow control-flow patterns 11 and 43."""

from collections.abc import Callable
from typing import Any

Pattern = Callable[..., Any]


def test_implicit_termination_comes_when_nothing_is_left_to_do(pattern: Pattern) -> None:
    run = pattern(11).complete("refund")
    assert "refunded" in run.path
    assert not run.is_completed
    assert run.complete("write_report").is_completed


def test_explicit_termination_withdraws_what_is_left_and_completes_the_case(pattern: Pattern) -> None:
    run = pattern(43).complete("refund")
    assert run.is_completed
    assert not run.execution.is_cancelled
    assert run.seen("element_cancelled") == ["write_report"]
    assert run.seen("process_completed") == ["p"]


def test_a_branch_that_ends_otherwise_does_not_terminate_the_case(pattern: Pattern) -> None:
    assert pattern(43).complete("write_report").waiting == ["refund"]
