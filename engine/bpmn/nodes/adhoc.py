"""Ad-hoc sub-processes: people, or an expression, say what is done, and in which order (BPMN 2.0.2, 13.3.5)."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from engine.bpmn.expressions import Evaluable, refusal
from engine.bpmn.instance import Instance
from engine.bpmn.nodes.node import Node
from engine.bpmn.nodes.subprocesses import SubProcess
from engine.bpmn.token import STARTED, Token
from engine.bpmn.waits import PickWait
from engine.errors import Conflict

_OF_PEOPLE = frozenset({"userTask", "manualTask"})
# The places of a token's memo: numbers of the activities that still begin by themselves, whether no more are begun.
TO_COME, IS_CLOSED = range(2)


class AdHocSubProcess(SubProcess):
    """Activities that nothing leads to can be chosen, one at a time or side by side.

    Those that `activate` names begin by themselves; where none in it is the work of people, all do. With a completion
    condition it is over when that holds after an activity; without one when somebody says so, or all is done.
    """

    choices: tuple[Node, ...] = ()
    completion: Evaluable | None = None
    activate: Evaluable | None = None

    def _run_hook(self, my_task: Token) -> None:
        content = my_task.workflow.run.inside(my_task)
        if content is None:
            self.check_depth(my_task)
            my_task.memo = [self.beginning(my_task), False]
            my_task._state = STARTED
            content = my_task.workflow.run.new_instance(self.called(), my_task, self.inner_scope(my_task))
            content.listen()
        self.go_on(my_task, content)

    @property
    def is_sequential(self) -> bool:
        """Whether one activity is done at a time."""
        return self.element.ad_hoc is not None and self.element.ad_hoc.is_sequential

    def beginning(self, token: Token) -> list[int]:
        """The numbers of the activities that begin by themselves."""
        if self.activate is None:
            return [node.index for node in self.choices] if self.begins_alone else []
        problems: list[Any] = []
        named = self.activate.evaluate(token.scope.view, problems)
        names = [named] if isinstance(named, str) else named
        by_id = {node.element.id: node.index for node in self.choices}
        if not isinstance(names, list) or any(name not in by_id for name in names):
            expected = f"a list of ids among {', '.join(by_id)}"
            text = self.element.ad_hoc.activate if self.element.ad_hoc else None
            raise refusal(named, expected, f"activities of {self.element.id}", text or "", problems)
        return [by_id[name] for name in names]

    def has_people(self, node: Node) -> bool:
        content = getattr(node, "content", None)
        inside = content.task_specs.values() if content is not None else ()
        return node.element.kind in _OF_PEOPLE or any(
            isinstance(one, Node) and one.element.kind in _OF_PEOPLE for one in inside
        )

    # -- going on

    def step_done(self, content: Instance) -> None:
        """Something in it has moved on."""
        if not content.completed and content.host is not None:
            content.run.attempt(content.host, lambda host: self.judge(host, content))

    def judge(self, host: Token, content: Instance) -> None:
        """End it when its condition holds, else go on."""
        is_over = content.is_interrupted or (self.completion is not None and self.holds(content))
        if is_over and not host.memo[IS_CLOSED]:
            host.memo = [[], True]
        self.go_on(host, content)

    def holds(self, content: Instance) -> bool:
        problems: list[Any] = []
        value = self.completion.evaluate(content.scope.view, problems) if self.completion is not None else None
        if value is True or value is False:
            return bool(value)
        text = self.element.ad_hoc.completion if self.element.ad_hoc else None
        raise refusal(value, "true or false", f"completion condition of {self.element.id}", text or "", problems)

    def go_on(self, host: Token, content: Instance) -> None:
        """Begin what begins by itself, offer what can be chosen, or end."""
        to_come, is_closed = host.memo
        if is_closed:
            self.close(host, content)
            return
        while to_come and not (self.is_sequential and _is_busy(content)):
            node = content.run.definitions.nodes[to_come.pop(0)]
            content.put(node)
        if to_come or (self.begins_alone and _is_busy(content)):
            return
        if self.begins_alone and self.completion is None:
            self.end(host, content)
        else:
            # Also where all that began by itself did not make the condition true: people decide how it goes on.
            self.offer(host, content)

    @cached_property
    def begins_alone(self) -> bool:
        """Whether nobody is asked, because no activity in it is the work of people."""
        return self.activate is None and not any(self.has_people(node) for node in self.choices)

    def offer(self, host: Token, content: Instance) -> None:
        """Let people choose; while one activity at a time is at work there is nothing to choose."""
        run = content.run
        if self.is_sequential and _is_busy(content):
            run.stop_waiting(host)
        elif host.wait is None:
            element = self.element
            choices = tuple((node.element.id, node.element.name or node.element.id) for node in self.choices)
            place = (host.id, element.id, element.process_id, element.name)
            run.wait(host, PickWait(*place, choices, self.completion is None, element.lane))

    def pick(self, host: Token, content: Instance, element_ids: Sequence[str], *, finish: bool) -> None:
        """Begin what was chosen; Conflict, and nothing has changed, for what cannot be chosen now."""
        by_id = {node.element.id: node for node in self.choices}
        unknown = [element_id for element_id in element_ids if element_id not in by_id]
        if unknown:
            raise Conflict(f"{unknown[0]!r} cannot be chosen in {self.element.id}; there are: {', '.join(by_id)}")
        if self.is_sequential and len(element_ids) > 1:
            raise Conflict(f"in {self.element.id} one activity is done at a time; choose one")
        if finish and self.completion is not None:
            raise Conflict(f"{self.element.id} ends by its completion condition, not by hand")
        for element_id in element_ids:
            content.put(by_id[element_id])
        if finish:
            host.memo = [[], True]
        content.run.attempt(host, lambda at: self.go_on(at, content))

    # -- the end

    def close(self, host: Token, content: Instance) -> None:
        """No more is begun; what is at work is cancelled or waited for (attribute cancelRemainingInstances)."""
        content.run.stop_waiting(host)
        cancels = self.element.ad_hoc is None or self.element.ad_hoc.cancels_remaining
        if cancels or not _is_busy(content):
            self.end(host, content)

    def end(self, host: Token, content: Instance) -> None:
        content.run.stop_waiting(host)
        content.completed = True
        for token in list(content.tasks.values()):
            if token._parent is None:
                token.cancel()
        content.run.instance_completed(content)


def _is_busy(content: Instance) -> bool:
    return len(content.tasks) > len(content.listening)
