"""Event sub-processes: they start when their event comes, while what is around them runs (BPMN 2.0.2, 13.5.4)."""

from typing import TYPE_CHECKING, Any

from engine.bpmn.elements import Element, EventDefinition
from engine.bpmn.nodes.catching import Catching, caught_by
from engine.bpmn.nodes.node import ProcessSpec
from engine.bpmn.nodes.subprocesses import SubProcess
from engine.bpmn.token import ENTERING, STARTED, WORKING, Token

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance


class EventStart(Catching):
    """The start event of an event sub-process: its token waits in the instance around, and does not hold that open."""

    owner: "EventSubProcess"

    def __init__(self, spec: ProcessSpec, element: Element, index: int, definition: EventDefinition) -> None:
        super().__init__(spec, element, index)
        self.spec = spec
        self.definition = definition
        self.caught = caught_by(definition)
        self.compensates = definition.kind == "compensate"
        self.waits_itself = not self.caught and not self.compensates

    @property
    def is_interrupting(self) -> bool:
        return self.element.is_interrupting and not self.compensates

    def is_listening(self, token: Token) -> bool:
        """Whether `token` waits for the event, and does not start with it."""
        return token.workflow.spec is not self.spec

    def _run(self, token: Token) -> None:
        if not self.is_listening(token):
            super()._run(token)
        elif token.stage == ENTERING:
            token.stage = WORKING
            self.hold_back(token)

    def triggered(self, token: Token, result: Any) -> None:
        instance = token.workflow
        if not self.is_interrupting:
            self.listen_once_more(instance, token)
        instance.remove(token)
        self.owner.start_by(instance, self, result)

    def listen_once_more(self, instance: "Instance", fired: Token) -> None:
        following = Token(instance, self, instance.run.next_token_id())
        following.stage = WORKING
        instance.listening.add(following.id)
        if not self.listen_again(following, fired):
            instance.remove(following)

    def catch(self, instance: "Instance", data: dict[str, Any]) -> None:
        """Start the event sub-process in `instance` with what was thrown."""
        self.owner.start_by(instance, self, data)


class EventSubProcess(SubProcess):
    """Has no flows; an interrupting one ends everything else in the instance around it, which ends with it."""

    def start_by(self, instance: "Instance", start: EventStart, result: Any) -> None:
        """Begin in `instance` at `start`, which caught `result`."""
        if start.is_interrupting:
            instance.interrupt()
        token = Token(instance, self, instance.run.next_token_id())
        token._state = STARTED
        token.stage = WORKING
        self.enter(token)

        def begin(host: Token) -> None:
            self.check_depth(host)
            inner = instance.run.new_instance(self.called(), host, self.inner_scope(host))
            inner.start_at(start, result)

        instance.run.attempt(token, begin)
