"""All rules, and how a model is put to them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType

from engine.bpmn import Model
from engine.errors import Problem
from engine.lint.rules import (
    dead_end,
    feel_syntax,
    message_correlation,
    missing_condition,
    missing_default_flow,
    missing_operation,
    timer_syntax,
    unassigned_task,
    unknown_decision,
    unknown_form,
    unknown_operation,
    unknown_process,
    unreachable_element,
)
from engine.lint.subject import Bundle, Subject

Rule = Callable[[Subject], Iterable[Problem]]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        unreachable_element.RULE: unreachable_element.check,
        dead_end.RULE: dead_end.check,
        missing_condition.RULE: missing_condition.check,
        missing_default_flow.RULE: missing_default_flow.check,
        missing_operation.RULE: missing_operation.check,
        unknown_operation.RULE: unknown_operation.check,
        unknown_form.RULE: unknown_form.check,
        unknown_decision.RULE: unknown_decision.check,
        unknown_process.RULE: unknown_process.check,
        message_correlation.RULE: message_correlation.check,
        timer_syntax.RULE: timer_syntax.check,
        unassigned_task.RULE: unassigned_task.check,
        feel_syntax.RULE: feel_syntax.check,
    }
)


def check(
    model: Model,
    *,
    forms: Collection[str] | None = None,
    decisions: Collection[str] | None = None,
    operations: Collection[tuple[str, str]] | None = None,
) -> list[Problem]:
    """Every problem of every executable process, process by process.

    `forms` are keys, `decisions` ids and names, `operations` (connector, name) pairs; None leaves them unchecked.
    """
    bundle = Bundle(model, forms, decisions, operations)
    subjects = [Subject(process, bundle) for process in model.processes.values() if process.is_executable]
    return [problem for subject in subjects for rule in RULES.values() for problem in rule(subject)]
