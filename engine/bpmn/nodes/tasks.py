"""Tasks: scripts run here; decisions are evaluated here; people, jobs and messages are waited for."""

from collections.abc import Mapping
from typing import Any

from engine import clock
from engine.bpmn import events, limits, timing, visits
from engine.bpmn.expressions import Evaluable, refusal
from engine.bpmn.failures import Failed
from engine.bpmn.nodes.node import Node
from engine.bpmn.nodes.waiting import WaitingNode
from engine.bpmn.token import Token
from engine.bpmn.waits import DEFAULT_ATTEMPTS, DEFAULT_PRIORITY, JobWait, UserTaskWait
from engine.errors import EngineError

InputTexts = tuple[tuple[str, Evaluable, str], ...]


def evaluate_inputs(inputs: InputTexts, token: Token) -> dict[str, Any]:
    """The inputs as a dict; a null that came from an error is a failure."""
    seen = token.scope.view
    values: dict[str, Any] = {}
    for name, expression, text in inputs:
        problems: list[Any] = []
        value = expression.evaluate(seen, problems)
        if (value is None and problems) or not token.workflow.run.packed.takes(value):
            raise refusal(value, f"a value for {name}", "input", text, problems)
        values[name] = value
    return values


class ScriptTask(Node):
    """Its outputs are the script: FEEL assignments in order. Nothing else of a diagram is ever executed.

    A `<script>` in FEEL gives its value to the result variable or, being a context, each entry to a variable.
    """

    script: Evaluable | None = None

    def _run_hook(self, my_task: Token) -> None:
        if self.script is None:
            self.finish(my_task, None)
            return
        problems: list[Any] = []
        value = self.script.evaluate(my_task.scope.view, problems)
        text = self.element.script or ""
        if value is None and problems:
            raise refusal(value, "a value", "script", text, problems)
        if self.element.result is None and not isinstance(value, dict):
            raise refusal(value, "a context, or a result variable for another value", "script", text, problems)
        self.finish(my_task, value)

    def results(self, result: Any) -> dict[str, Any]:
        if self.element.result is not None or not isinstance(result, dict):
            return super().results(result)
        return dict(result)


class ServiceTask(WaitingNode):
    """A connector operation, run as a job elsewhere. Also send tasks and throwing message events."""

    names_visits = True
    input_texts: InputTexts = ()

    def begin(self, token: Token) -> JobWait:
        element = self.element
        operation = element.operation
        if operation is None:
            raise Failed("no_operation", f"{element.id} names no connector operation; choose one in the modeler")
        return JobWait(
            token.id,
            element.id,
            element.process_id,
            element.name,
            operation.connector,
            operation.name,
            operation.connection,
            evaluate_inputs(self.input_texts, token),
            element.retry_attempts or DEFAULT_ATTEMPTS,
            token.workflow.run.iteration(token),
            visits.path(token),
        )


class UserTask(WaitingNode):
    """A person's work. Without a result variable each top-level key of the result becomes a variable."""

    input_texts: InputTexts = ()
    setting: Mapping[str, tuple[Evaluable, str]] = {}

    def begin(self, token: Token) -> UserTaskWait:
        element = self.element
        title = self.value(token, "title")
        return UserTaskWait(
            token.id,
            element.id,
            element.process_id,
            element.name,
            self.text(token, "form"),
            self.names(token, "candidate_groups"),
            self.text(token, "assignee"),
            self.due(token),
            self.priority(token),
            str(title) if title is not None else element.name or element.id,
            self.names(token, "excluded_users"),
            evaluate_inputs(self.input_texts, token),
        )

    def value(self, token: Token, name: str) -> Any:
        setting = self.setting.get(name)
        if setting is None:
            return None
        expression, text = setting
        problems: list[Any] = []
        value = expression.evaluate(token.scope.view, problems)
        if value is None and problems:
            raise refusal(None, "a value", f"task {name}", text, problems)
        return value

    def text(self, token: Token, name: str) -> str | None:
        value = self.value(token, name)
        if value is None or (isinstance(value, str) and len(value) <= limits.NAME_CHARS):
            return value or None
        expected = f"a text of at most {limits.NAME_CHARS} characters"
        raise refusal(value, expected, f"task {name}", self.setting[name][1], ())

    def names(self, token: Token, name: str) -> tuple[str, ...]:
        value = self.value(token, name)
        items = value.split(",") if isinstance(value, str) else [] if value is None else value
        if isinstance(items, list) and all(isinstance(item, str | None) for item in items):
            found = tuple(item.strip() for item in items if item and item.strip())
            if all(len(item) <= limits.NAME_CHARS for item in found):
                return found
        expected = f"a text or a list of texts of at most {limits.NAME_CHARS} characters"
        raise refusal(value, expected, f"task {name}", self.setting[name][1], ())

    def due(self, token: Token) -> Any:
        value = self.value(token, "due")
        return None if value is None else timing.moment_of(value, "task due", self.setting["due"][1])

    def priority(self, token: Token) -> int:
        value = self.value(token, "priority")
        if value is None:
            return DEFAULT_PRIORITY
        text = self.setting["priority"][1]
        try:
            priority = int(value)
        except (TypeError, ValueError) as error:
            raise refusal(value, "a whole number", "task priority", text, ()) from error
        if abs(priority) > limits.PRIORITY:
            raise refusal(value, f"at most {limits.PRIORITY}", "task priority", text, ())
        return priority

    def results(self, result: Any) -> dict[str, Any]:
        if self.element.result is not None:
            return {self.element.result: result}
        return dict(result) if isinstance(result, dict) else {}


class BusinessRuleTask(Node):
    """A decision, evaluated at once. Without inputs it sees the whole scope."""

    input_texts: InputTexts = ()

    def _run_hook(self, my_task: Token) -> None:
        ref = self.element.decision or ""
        context = evaluate_inputs(self.input_texts, my_task) if self.input_texts else my_task.scope.flatten()
        decisions, at = my_task.workflow.run.decisions, clock.now()
        try:
            with clock.at(at):  # one moment, which the history keeps: with it the evaluation can be repeated exactly
                evaluated = decisions.evaluate(ref, context)
            basis = decisions.basis(ref, context)
        except EngineError as error:
            raise Failed("decision", f"decision {ref}: {error.message}", {"reason": error.code}) from error
        problems = [str(problem) for problem in evaluated.problems]
        if not my_task.workflow.run.packed.takes(evaluated.value):
            raise Failed("decision", f"decision {ref} gave a function; a decision must give a value that can be stored")
        data = {
            "decision": ref,
            **basis,
            "at": at,
            "rules": [_rule(hit) for hit in evaluated.rules],
            "value": evaluated.value,
            "problems": problems,
        }
        my_task.workflow.run.emit(events.DECISION_EVALUATED, my_task, data)
        if evaluated.value is None:
            because = f": {problems[0]}" if problems else ": no rule matched and there is no default"
            raise Failed("decision_no_result", f"decision {ref} gave no result{because}", {"problems": problems})
        self.finish(my_task, evaluated.value)


def _rule(hit: Any) -> dict[str, Any]:
    return {
        "decision": hit.decision_id,
        "decision_name": hit.decision_name,
        "rule": hit.rule,
        "rule_id": hit.rule_id,
        "annotation": hit.annotation,
    }
