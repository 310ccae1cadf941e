"""Conditions are FEEL and say so with a leading `=`."""

from typing import Any

from engine.bpmn.extensions import Report


def expect_feel(condition: str | None, node: Any, report: Report) -> None:
    """Report a condition that is plain text; None is no condition."""
    if condition is not None and not condition.startswith("="):
        message = f"expected a FEEL condition with a leading =, found {condition[:60]!r}"
        report("condition-syntax", message, "write it like =amount > 100", node)
