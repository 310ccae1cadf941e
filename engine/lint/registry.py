"""All rules, and how a model is put to them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType

from engine.bpmn import Model
from engine.errors import Problem
from engine.lint.facts import OperationFacts
from engine.lint.rules import (
    dead_end,
    deadlock,
    duplicate_flow,
    duplicate_id,
    duplicate_name,
    endless_loop,
    fake_join,
    feel_syntax,
    implicit_split,
    join_and_split,
    message_correlation,
    missing_condition,
    missing_default_flow,
    missing_due_date,
    missing_end_event,
    missing_form,
    missing_handler,
    missing_operation,
    missing_start_event,
    multiple_execution,
    needless_condition,
    never_executed,
    never_taken_flow,
    odd_id,
    soundness_not_proven,
    superfluous_gateway,
    timer_syntax,
    unapproved_money,
    unasked_gateway,
    unassigned_task,
    unbounded_tokens,
    uncompensated_money,
    unknown_decision,
    unknown_form,
    unknown_operation,
    unknown_process,
    unknown_variable,
    unnamed_element,
    unreachable_element,
    wait_without_timeout,
)
from engine.lint.subject import Bundle, Subject

Rule = Callable[[Subject], Iterable[Problem]]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        unreachable_element.RULE: unreachable_element.check,
        dead_end.RULE: dead_end.check,
        missing_start_event.RULE: missing_start_event.check,
        missing_end_event.RULE: missing_end_event.check,
        missing_condition.RULE: missing_condition.check,
        missing_default_flow.RULE: missing_default_flow.check,
        needless_condition.RULE: needless_condition.check,
        never_taken_flow.RULE: never_taken_flow.check,
        duplicate_flow.RULE: duplicate_flow.check,
        superfluous_gateway.RULE: superfluous_gateway.check,
        join_and_split.RULE: join_and_split.check,
        deadlock.RULE: deadlock.check,
        multiple_execution.RULE: multiple_execution.check,
        unbounded_tokens.RULE: unbounded_tokens.check,
        endless_loop.RULE: endless_loop.check,
        never_executed.RULE: never_executed.check,
        soundness_not_proven.RULE: soundness_not_proven.check,
        implicit_split.RULE: implicit_split.check,
        fake_join.RULE: fake_join.check,
        missing_operation.RULE: missing_operation.check,
        unknown_operation.RULE: unknown_operation.check,
        missing_handler.RULE: missing_handler.check,
        uncompensated_money.RULE: uncompensated_money.check,
        unapproved_money.RULE: unapproved_money.check,
        missing_form.RULE: missing_form.check,
        unknown_form.RULE: unknown_form.check,
        unassigned_task.RULE: unassigned_task.check,
        missing_due_date.RULE: missing_due_date.check,
        unknown_decision.RULE: unknown_decision.check,
        unknown_process.RULE: unknown_process.check,
        unknown_variable.RULE: unknown_variable.check,
        feel_syntax.RULE: feel_syntax.check,
        message_correlation.RULE: message_correlation.check,
        wait_without_timeout.RULE: wait_without_timeout.check,
        timer_syntax.RULE: timer_syntax.check,
        duplicate_id.RULE: duplicate_id.check,
        odd_id.RULE: odd_id.check,
        unnamed_element.RULE: unnamed_element.check,
        duplicate_name.RULE: duplicate_name.check,
        unasked_gateway.RULE: unasked_gateway.check,
    }
)


def check(
    model: Model,
    *,
    forms: Mapping[str, Collection[str]] | None = None,
    decisions: Collection[str] | None = None,
    operations: Mapping[tuple[str, str], OperationFacts] | None = None,
    start: Collection[str] = (),
) -> list[Problem]:
    """Every problem of every executable process, process by process.

    `forms` are the fields of each form by its key, `decisions` ids and names, `operations` what is known of each
    (connector, name), `start` the variables that processes are started with; None leaves a kind of name unchecked.
    """
    bundle = Bundle(model, forms, decisions, operations, start)
    return [problem for one in bundle.subjects.values() for rule in RULES.values() for problem in rule(one)]
