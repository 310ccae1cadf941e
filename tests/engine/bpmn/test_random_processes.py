"""Random processes on random paths: killed and restored after every step of every token, they do the same.

RETURNFLOW_RANDOM_PROCESSES says how many (60); the driver compares what happens with an execution that stays in memory.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from engine.bpmn import ConditionWait, JobWait, MessageWait, PickWait, SignalWait, TimerWait, UserTaskWait

EXAMPLES = int(os.environ.get("RETURNFLOW_RANDOM_PROCESSES", "60"))
DEFINITIONS = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:returnflow="https://returnflow.dev/schema/bpmn" targetNamespace="test">'
    '<bpmn:signal id="a" name="A"/><bpmn:signal id="b" name="B"/><bpmn:message id="m" name="M"/>'
    '<bpmn:error id="err" errorCode="E"/><bpmn:escalation id="esc" escalationCode="X"/>'
    '<bpmn:process id="p" isExecutable="true">{}</bpmn:process>'
    '<bpmn:process id="q" isExecutable="true"><bpmn:startEvent id="q.s"/><bpmn:userTask id="q.u"/>'
    '<bpmn:sequenceFlow id="q.f" sourceRef="q.s" targetRef="q.u"/></bpmn:process></bpmn:definitions>'
)
EXT = "<bpmn:extensionElements>{}</bpmn:extensionElements>"
SCRIPT = EXT.format(
    '<returnflow:output name="n" value="=n + 1"/><returnflow:output name="log" value="=append(log, n)"/>'
)
OPERATION = EXT.format('<returnflow:operation connector="erp" name="book"/>')
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
SIGNAL = '<bpmn:signalEventDefinition signalRef="{}"/>'
MESSAGE = '<bpmn:messageEventDefinition messageRef="m"/>'
ERROR = '<bpmn:errorEventDefinition errorRef="err"/>'
ESCALATION = '<bpmn:escalationEventDefinition escalationRef="esc"/>'
CONDITION = (
    "<bpmn:conditionalEventDefinition><bpmn:condition>=n &gt; 5</bpmn:condition></bpmn:conditionalEventDefinition>"
)
COMPENSATION = "<bpmn:compensateEventDefinition/>"
CANCEL = "<bpmn:cancelEventDefinition/>"
LOOPS = (
    '<bpmn:standardLoopCharacteristics loopMaximum="2"/>',
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality>"
    "</bpmn:multiInstanceLoopCharacteristics>",
    '<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:loopCardinality>2</bpmn:loopCardinality>'
    "</bpmn:multiInstanceLoopCharacteristics>",
)
# What may stand on a border, and whether it always interrupts.
ON_BORDERS = ((SIGNAL.format("a"), False), (TIMER, False), (MESSAGE, False), (CONDITION, False), (ESCALATION, False))
LEAVES = ("task", "script", "user", "service", "catch", "race", "compensable", "call", "receive")
THROWS = ("throw_signal", "throw_escalation", "throw_compensation")
BLOCKS = ("exclusive", "parallel", "inclusive", "complex", "sub", "sub", "transaction", "ad_hoc")


@dataclass
class Sketch:
    """Draws a process piece by piece; each piece has one way in and one way out."""

    random: Random
    last: int = 0
    body: list[str] = field(default_factory=list)

    def one_of(self, choices: Any) -> Any:
        return self.random.choice(choices)

    def perhaps(self) -> bool:
        return self.random.random() < 0.5

    def new(self, kind: str, content: str = "", attributes: str = "") -> str:
        self.last += 1
        node = f"p.n{self.last}"
        self.body.append(f'<bpmn:{kind} id="{node}" {attributes}>{content}</bpmn:{kind}>')
        return node

    def flow(self, source: str, target: str, condition: str = "") -> str:
        self.last += 1
        said = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        flow = f"p.f{self.last}"
        self.body.append(
            f'<bpmn:sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}">{said}</bpmn:sequenceFlow>'
        )
        return flow

    def inside(self, make: Callable[[], Any]) -> str:
        """What `make` draws, as the content of something else."""
        around, self.body = self.body, []
        make()
        content, self.body = "".join(self.body), around
        return content

    def sequence(self, depth: int, *, throws: bool = True) -> tuple[str, str]:
        first, last = self.piece(depth, throws=throws)
        for _ in range(self.random.randint(0, 2)):
            following, end = self.piece(depth, throws=throws)
            self.flow(last, following)
            last = end
        return first, last

    def piece(self, depth: int, *, throws: bool) -> tuple[str, str]:
        kinds = LEAVES + (THROWS if throws else ()) + (BLOCKS * 2 if depth else ())
        kind = self.one_of(kinds)
        if kind in BLOCKS:
            return getattr(self, kind)(depth - 1, throws=throws)
        return getattr(self, kind)()

    # -- leaves

    def task(self) -> tuple[str, str]:
        return (self.new("task"),) * 2

    def script(self) -> tuple[str, str]:
        return (self.new("scriptTask", SCRIPT),) * 2

    def user(self) -> tuple[str, str]:
        loop = self.one_of(("", *LOOPS))
        return (self.new("userTask", loop),) * 2

    def service(self) -> tuple[str, str]:
        return (self.new("serviceTask", OPERATION),) * 2

    def receive(self) -> tuple[str, str]:
        return (self.new("receiveTask", attributes='messageRef="m"'),) * 2

    def call(self) -> tuple[str, str]:
        return (self.new("callActivity", attributes='calledElement="q"'),) * 2

    def catch(self) -> tuple[str, str]:
        several = SIGNAL.format("a") + TIMER
        content = self.one_of((SIGNAL.format("b"), TIMER, MESSAGE, several))
        parallel = 'parallelMultiple="true"' if content == several and self.perhaps() else ""
        return (self.new("intermediateCatchEvent", content, parallel),) * 2

    def race(self) -> tuple[str, str]:
        gateway, end = self.new("eventBasedGateway"), self.new("exclusiveGateway")
        for content in (SIGNAL.format("b"), TIMER):
            event = self.new("intermediateCatchEvent", content)
            self.flow(gateway, event)
            self.flow(event, end)
        return gateway, end

    def compensable(self) -> tuple[str, str]:
        activity = self.new("scriptTask", SCRIPT + self.one_of(("", *LOOPS)))
        event = self.new("boundaryEvent", COMPENSATION, f'attachedToRef="{activity}"')
        handler = self.new("userTask" if self.perhaps() else "task", attributes='isForCompensation="true"')
        self.body.append(f'<bpmn:association sourceRef="{event}" targetRef="{handler}"/>')
        return activity, activity

    def throw_signal(self) -> tuple[str, str]:
        return (self.new("intermediateThrowEvent", SIGNAL.format(self.one_of("ab"))),) * 2

    def throw_escalation(self) -> tuple[str, str]:
        return (self.new("intermediateThrowEvent", ESCALATION),) * 2

    def throw_compensation(self) -> tuple[str, str]:
        waits = self.one_of(("", "false"))
        content = '<bpmn:compensateEventDefinition waitForCompletion="false"/>' if waits else COMPENSATION
        return (self.new("intermediateThrowEvent", content),) * 2

    # -- blocks

    def branches(self, split: str, join: str, depth: int, condition: str, *, throws: bool) -> tuple[str, str]:
        for number in range(self.random.randint(2, 3)):
            first, last = self.sequence(depth, throws=throws)
            self.flow(split, first, condition.format(number) if number else "")
            self.flow(last, join)
        return split, join

    def deciding(self, kind: str, depth: int, *, throws: bool) -> tuple[str, str]:
        split, join = self.new(kind, attributes="DEFAULT"), self.new(kind)
        self.branches(split, join, depth, "=modulo(n, 3) &gt;= {}", throws=throws)
        default = next(text for text in self.body if f'sourceRef="{split}"' in text).split('"')[1]
        self.body = [
            text.replace("DEFAULT", f'default="{default}"') if f'id="{split}"' in text else text for text in self.body
        ]
        return split, join

    def exclusive(self, depth: int, *, throws: bool) -> tuple[str, str]:
        return self.deciding("exclusiveGateway", depth, throws=throws)

    def inclusive(self, depth: int, *, throws: bool) -> tuple[str, str]:
        return self.deciding("inclusiveGateway", depth, throws=throws)

    def parallel(self, depth: int, *, throws: bool) -> tuple[str, str]:
        split, join = self.new("parallelGateway"), self.new("parallelGateway")
        return self.branches(split, join, depth, "", throws=throws)

    def complex(self, depth: int, *, throws: bool) -> tuple[str, str]:
        condition = "<bpmn:activationCondition>=activationCount &gt;= 2</bpmn:activationCondition>"
        split, join = self.new("parallelGateway"), self.new("complexGateway", condition)
        return self.branches(split, join, depth, "", throws=throws)

    def sub(self, depth: int, *, throws: bool) -> tuple[str, str]:
        content = self.inside(lambda: self.content(depth, ERROR, throws=throws)) + self.one_of(("", "", *LOOPS))
        return self.bordered("subProcess", content, [(ERROR, True), *ON_BORDERS])

    def transaction(self, depth: int, *, throws: bool) -> tuple[str, str]:
        content = self.inside(lambda: self.content(depth, CANCEL, throws=throws)) + self.one_of(("", "", *LOOPS))
        return self.bordered("transaction", content, [(CANCEL, True), *ON_BORDERS])

    def ad_hoc(self, depth: int, *, throws: bool) -> tuple[str, str]:
        content = self.inside(lambda: [self.one_of((self.user, self.script, self.compensable))() for _ in range(2)])
        ordering = self.one_of(("Parallel", "Sequential"))
        return self.bordered("adHocSubProcess", content, ON_BORDERS, f'ordering="{ordering}"')

    def content(self, depth: int, ending: str, *, throws: bool) -> None:
        _, last = self.begun(depth, throws=throws)
        if self.perhaps():
            self.flow(last, self.new("endEvent", ending))
        if self.perhaps():
            self.event_sub_process()

    def begun(self, depth: int, *, throws: bool, trigger: str = "", attributes: str = "") -> tuple[str, str]:
        start = self.new("startEvent", trigger, attributes)
        first, last = self.sequence(depth, throws=throws)
        self.flow(start, first)
        return start, last

    def event_sub_process(self) -> None:
        trigger, _ = self.one_of((*ON_BORDERS, (ERROR, True), (COMPENSATION, True)))
        interrupts = "true" if trigger in (ERROR, COMPENSATION) or self.perhaps() else "false"
        attributes = f'isInterrupting="{interrupts}"'
        content = self.inside(lambda: self.begun(0, throws=False, trigger=trigger, attributes=attributes))
        self.new("subProcess", content, 'triggeredByEvent="true"')

    def bordered(self, kind: str, content: str, events: Any, attributes: str = "") -> tuple[str, str]:
        host, end = self.new(kind, content, attributes), self.new("exclusiveGateway")
        self.flow(host, end)
        for event, always in self.random.sample(events, self.random.randint(0, 2)):
            interrupts = "true" if always or self.perhaps() else "false"
            border = self.new("boundaryEvent", event, f'attachedToRef="{host}" cancelActivity="{interrupts}"')
            first, last = self.sequence(0, throws=False)
            self.flow(border, first)
            self.flow(last, end)
        return host, end


def process(random: Random) -> bytes:
    """The file of a random process `p`, which may call a process `q`."""
    sketch = Sketch(random)
    sketch.begun(3, throws=True)
    if sketch.perhaps():
        sketch.event_sub_process()
    return DEFINITIONS.format("".join(sketch.body)).encode()


def go_on(driver: Any, choice: int) -> None:
    """One of the waits goes on, in one of the ways it can; conditions come true by themselves or not at all."""
    waits = [wait for wait in driver.waits() if not isinstance(wait, ConditionWait)]
    if not waits:
        return
    wait = waits[choice % len(waits)]
    token_id = wait.token_id
    match wait:
        case JobWait() if choice % 5 == 4:
            driver._do(lambda execution: execution.throw_error(token_id, "E", "no"))
        case UserTaskWait() | JobWait():
            driver._do(lambda execution: execution.complete(token_id, {"n": choice % 11}, "csr1"))
        case TimerWait():
            driver._do(lambda execution: execution.fire_timer(token_id))
        case MessageWait():
            driver._do(lambda execution: execution.deliver(token_id, {}))
        case SignalWait(signal=name):
            driver._do(lambda execution: execution.signal(name, {}))
        case PickWait(choices=offered):
            chosen = [] if choice % 2 else [offered[choice % len(offered)][0]]
            driver._do(lambda execution: execution.pick(token_id, chosen, finish=not chosen))


@pytest.mark.parametrize("hops", [True], ids=["restored at every step"])
@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_a_random_process_does_the_same_when_it_is_restored_after_every_step(driver_of, noon, seed):
    random = Random(seed)  # noqa: S311
    driver = driver_of(process(random), "p").start("p", n=0, log=[])
    for _ in range(25):
        go_on(driver, random.randint(0, 60))
