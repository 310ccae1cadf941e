"""Large and hostile diagrams: read, built and run in bounded time, or refused with a clear problem."""

import time
from collections.abc import Callable, Iterator

import pytest

from engine.bpmn import Execution, examine, limits, read
from engine.dmn.feel import limits as feel_limits
from engine.errors import InvalidModel, Problem

Definitions = Callable[[str], bytes]
SECONDS = 60  # of processor time, which a busy machine does not add to; a tenth is used


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < SECONDS


def process(body: str, more: str = "") -> str:
    return f'<bpmn:process id="p" isExecutable="true">{body}</bpmn:process>{more}'


def flow(source: str, target: str, inside: str = "") -> str:
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="{source}-{target}" {ends}>{inside}</bpmn:sequenceFlow>'


def link(kind: str, element_id: str, name: str) -> str:
    return f'<bpmn:{kind} id="{element_id}"><bpmn:linkEventDefinition name="{name}"/></bpmn:{kind}>'


def started(content: bytes) -> Execution:
    execution = Execution.start(read({"x.bpmn": content}), "p", {}, decisions=None)  # type: ignore[arg-type]
    execution.advance()
    assert execution.failures == ()
    return execution


def problems(content: bytes) -> tuple[Problem, ...]:
    with pytest.raises(InvalidModel) as refused:
        _ = read({"x.bpmn": content}).definitions
    return refused.value.problems


def test_a_chain_of_ten_thousand_tasks_runs_to_its_end(definitions: Definitions) -> None:
    tasks = "".join(f'<bpmn:task id="t{n}"/>' for n in range(10_000))
    execution = started(definitions(process(tasks + "".join(flow(f"t{n}", f"t{n + 1}") for n in range(9_999)))))
    assert execution.is_completed
    assert sum(event.kind == "element_completed" for event in execution.drain_events()) == 10_000


def test_five_thousand_events_on_the_border_of_one_task_all_wait_and_are_all_withdrawn(
    definitions: Definitions,
) -> None:
    timer = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    events = "".join(
        f'<bpmn:boundaryEvent id="b{n}" attachedToRef="u">{timer}</bpmn:boundaryEvent>' for n in range(5000)
    )
    execution = started(definitions(process(f'<bpmn:userTask id="u"/>{events}')))
    assert len(execution.waits) == 5_001
    execution.complete(execution.waits[0].token_id, {})
    execution.advance()
    assert execution.is_completed


def test_two_thousand_inclusive_gateways_in_a_mesh_each_go_on_once(definitions: Definitions) -> None:
    gateways = "".join(f'<bpmn:inclusiveGateway id="g{n}"/>' for n in range(2_000))
    always = "<bpmn:conditionExpression>=true</bpmn:conditionExpression>"
    ways = [(n, n + step) for n in range(2_000) for step in (1, 2, 3, 4) if n + step < 2_000]
    flows = "".join(flow(f"g{source}", f"g{target}", always) for source, target in ways)
    start = '<bpmn:startEvent id="s"/>' + flow("s", "g0")
    execution = started(definitions(process(start + gateways + flows)))
    assert execution.is_completed
    assert sum(event.kind == "element_completed" for event in execution.drain_events()) == 2_001


@pytest.mark.parametrize(
    "body",
    [
        "".join(f'<bpmn:subProcess id="s{n}"><bpmn:task id="t{n}"/></bpmn:subProcess>' for n in range(5_000)),
        "".join(
            link("intermediateThrowEvent", f"a{n}", f"l{n}") + link("intermediateCatchEvent", f"b{n}", f"l{n}")
            for n in range(3_000)
        ),
        '<bpmn:startEvent id="s"/><bpmn:parallelGateway id="a"/><bpmn:parallelGateway id="z"/>'
        + flow("s", "a")
        + "".join(f'<bpmn:task id="t{n}"/>' + flow("a", f"t{n}") + flow(f"t{n}", "z") for n in range(5_000)),
    ],
    ids=["sub-processes", "links", "ways of a join"],
)
def test_thousands_of_the_same_run_to_the_end(definitions: Definitions, body: str) -> None:
    assert started(definitions(process(body))).is_completed


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('<bpmn:task id="t"/>' * (limits.ELEMENTS + 1), "too-big"),
        ("<x/>" * limits.MARKUP, "too-big"),
        ('<bpmn:subProcess id="s">' * 1_000 + "</bpmn:subProcess>" * 1_000, None),
    ],
    ids=["elements", "markup", "depth"],
)
def test_a_file_beyond_a_limit_is_one_problem(definitions: Definitions, body: str, rule: str | None) -> None:
    (problem,) = problems(definitions(process(body)))
    assert rule in (None, problem.rule)
    assert problem.hint


def nested(depth: int) -> str:
    return (
        "".join(f'<bpmn:subProcess id="s{n}">' for n in range(depth))
        + "<bpmn:task id='t'/>"
        + "</bpmn:subProcess>" * depth
    )


def test_sub_processes_as_deep_as_they_may_be_run_and_one_more_is_a_problem(definitions: Definitions) -> None:
    assert started(definitions(process(nested(limits.DEPTH)))).is_completed
    (problem,) = problems(definitions(process(nested(limits.DEPTH + 1))))
    assert (problem.rule, problem.element_id) == ("too-deep", f"s{limits.DEPTH}")


def script(text: str, place: int = 0) -> str:
    return f'<bpmn:scriptTask id="t{place}" scriptFormat="feel"><bpmn:script>{text}</bpmn:script></bpmn:scriptTask>'


def test_an_expression_beyond_a_limit_of_feel_is_a_problem_at_its_element(definitions: Definitions) -> None:
    long = "=" + "1+" * feel_limits.LIMITS.source_chars + "1"
    (problem,) = problems(definitions(process(script(long))))
    assert (problem.rule, problem.element_id) == ("feel-syntax", "t0")
    assert len(problem.message) < 1_000


def test_expressions_that_are_too_long_together_are_a_problem_before_they_are_compiled(
    definitions: Definitions,
) -> None:
    each = "=" + "(" * 50_000
    (problem,) = problems(definitions(process("".join(script(each, place) for place in range(21)))))
    assert (problem.rule, problem.element_id) == ("too-big", "p")


def test_more_problems_than_people_can_look_at_are_counted(definitions: Definitions) -> None:
    body = "".join(f'<bpmn:sequenceFlow id="f{n}"/>' for n in range(limits.PROBLEMS))
    found = examine({"x.bpmn": definitions(process(body))}).problems
    assert len(found) == limits.PROBLEMS + 1
    assert (
        found[-1].message == f"there are {limits.PROBLEMS + 1:,} more problems"
    )  # two for each flow, one for no start
