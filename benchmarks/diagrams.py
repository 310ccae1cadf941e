"""The diagrams of which each step is measured, drawn by the line."""

from collections.abc import Iterator
from itertools import pairwise

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:returnflow="https://returnflow.dev/schema/bpmn" targetNamespace="https://returnflow.dev/benchmarks">'
)


def definitions(body: str) -> bytes:
    """A file with the process `p` of this body."""
    return f'{_HEAD}<bpmn:process id="p" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'.encode()


def _flows(chain: str, condition: str = "") -> str:
    inside = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return "".join(
        f'<bpmn:sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inside}'
        "</bpmn:sequenceFlow>"
        for source, target in pairwise(chain.split(">"))
    )


def _extensions(inside: str) -> str:
    return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>"


def _script(element_id: str) -> str:
    """Counts on."""
    output = _extensions('<returnflow:output name="n" value="=n + 1"/>')
    return f'<bpmn:scriptTask id="{element_id}">{output}</bpmn:scriptTask>'


def _user(element_id: str, inside: str = "") -> str:
    settings = _extensions('<returnflow:task candidateGroups="staff"/>')
    return f'<bpmn:userTask id="{element_id}">{settings}{inside}</bpmn:userTask>'


def _looped(task: str) -> str:
    return (
        '<bpmn:startEvent id="start"/><bpmn:exclusiveGateway id="again"/>'
        f'{task}<bpmn:exclusiveGateway id="more" default="more-end"/><bpmn:endEvent id="end"/>'
        + _flows("start>again>work>more>end")
        + _flows("more>again", "=n &lt; rounds")
    )


LOOP = _looped(_script("work"))
USERS = _looped(_user("work"))


def many(kind: str) -> str:
    """A multi-instance task of `count` instances, whose results are collected."""
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics>"
        + _extensions(
            '<returnflow:loop collection="=for i in 1..count return i" element="item" '
            'outputCollection="results" output="=item + 1"/>'
        )
        + "</bpmn:multiInstanceLoopCharacteristics>"
    )
    task = _user("work", loop) if kind == "userTask" else f'<bpmn:scriptTask id="work">{loop}</bpmn:scriptTask>'
    return f'<bpmn:startEvent id="start"/>{task}<bpmn:endEvent id="end"/>' + _flows("start>work>end")


def _twenty_five() -> Iterator[str]:
    chain = ["start"]
    for part in (1, 2, 3):
        names = [f"script_{part}_{place}" for place in (1, 2, 3, 4)]
        yield from map(_script, names)
        yield _user(f"user_{part}")
        chain += [*names, f"user_{part}"]
    yield '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>'
    yield '<bpmn:exclusiveGateway id="choice" default="choice-merge"/><bpmn:exclusiveGateway id="merge"/>'
    yield '<bpmn:parallelGateway id="split"/><bpmn:parallelGateway id="join"/>'
    yield from map(_script, ("chosen", "left", "right", "last"))
    yield _flows(">".join(chain) + ">choice") + _flows("choice>chosen", "=n &lt; 100") + _flows("choice>merge")
    yield _flows("chosen>merge>split>left>join>last>end") + _flows("split>right>join")


# 25 nodes: 16 scripts, 3 user tasks, 4 gateways, start and end.
TWENTY_FIVE = "".join(_twenty_five())
