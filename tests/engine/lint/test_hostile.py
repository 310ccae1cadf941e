"""Malformed, huge, deep, cyclic and twisted files: clear problems in bounded time, never a Python exception.

The bound for any file of at most 5 MB is 60 seconds on a busy machine; 10,000 elements take a tenth of that.
"""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.commands.bundles import File, validate
from engine.errors import Problem
from engine.lint.mending import as_executable, mend

MODELS = sorted((Path(__file__).parents[3] / ".." / "shared" / "miwg").resolve().glob("*.bpmn"))
BPMN = b'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
SECONDS = 60


def problems(content: bytes) -> tuple[Problem, ...]:
    begun = time.process_time()
    found = validate([File("bpmn", "x.bpmn", as_executable(content))], is_complete=False)
    assert time.process_time() - begun < SECONDS
    assert all(problem.rule and problem.message for problem in found)
    return found


def process(body: str) -> bytes:
    head = b"<definitions " + BPMN + b' targetNamespace="t"><process id="p" isExecutable="true">'
    return head + body.encode() + b"</process></definitions>"


LAUGHS = (
    b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><definitions '
    + BPMN
    + b">&b;</definitions>"
)
DEEP = "<subProcess>" * 10_000 + "</subProcess>" * 10_000


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "not-xml"),
        (b"\x00\x01\xff" * 1000, "not-xml"),
        (b"\x89PNG\r\n\x1a\n", "not-xml"),
        (b"PK\x03\x04", "not-xml"),
        (b"<definitions", "not-xml"),
        (MODELS[0].read_bytes()[:3000], "not-xml"),
        (LAUGHS, "doctype"),
        (b"<html/>", "not-bpmn"),
        (process(DEEP), None),
        (b"<definitions>" + b" " * 6_000_000, "too-big"),
    ],
    ids=["empty", "binary", "png", "zip", "tag", "truncated", "laughs", "html", "deep", "big"],
)
def test_an_unusable_file_is_one_clear_problem(content, rule):
    (problem,) = problems(content)
    assert rule is None or problem.rule == rule
    assert problem.severity == "error"
    assert problem.hint


@pytest.mark.parametrize(
    "body",
    [
        '<task id="a"/><task id="b"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/>'
        '<sequenceFlow id="g" sourceRef="b" targetRef="a"/>',
        '<exclusiveGateway id="a"/><sequenceFlow id="f" sourceRef="a" targetRef="a"/>',
        '<boundaryEvent id="a" attachedToRef="a"/>',
        '<boundaryEvent id="a" attachedToRef="b"/><boundaryEvent id="b" attachedToRef="a"/>',
        '<callActivity id="a" calledElement="p"/>',
        '<dataObjectReference id="d" dataObjectRef="d"/>',
        '<task id="a"><ioSpecification><dataInput id="i" name="i"/></ioSpecification>'
        "<dataInputAssociation><sourceRef>i</sourceRef><targetRef>i</targetRef></dataInputAssociation></task>",
        '<intermediateThrowEvent id="a"><linkEventDefinition name="l"/></intermediateThrowEvent>'
        '<intermediateCatchEvent id="b"><linkEventDefinition name="l"/></intermediateCatchEvent>'
        '<sequenceFlow id="f" sourceRef="b" targetRef="a"/>',
    ],
    ids=["loop", "self-flow", "self-border", "two-borders", "self-call", "self-data", "data-loop", "link-loop"],
)
def test_cycles_come_to_an_end(body):
    assert problems(process(body))


def test_a_huge_attribute_is_taken_or_refused_in_bounded_time():
    problems(process(f'<task id="a" name="{"x" * 4_000_000}"/>'))
    problems(process(f'<task id="{"x" * 4_000_000}"/>'))
    condition = f"<conditionExpression>={'(' * 100_000}</conditionExpression>"
    problems(process(f'<sequenceFlow id="f" sourceRef="a" targetRef="b">{condition}</sequenceFlow>'))


CHAIN = "".join(
    f'<task id="t{number}" name="t"/><sequenceFlow id="f{number}" sourceRef="t{number}" targetRef="t{number + 1}"/>'
    for number in range(10_000)
)
FAN = '<parallelGateway id="g"/>' + "".join(
    f'<task id="t{number}"/><sequenceFlow id="f{number}" sourceRef="g" targetRef="t{number}"/>'
    f'<sequenceFlow id="h{number}" sourceRef="t{number}" targetRef="e"/>'
    for number in range(5_000)
)
BROKEN = "".join(f'<task id="t{number}" startQuantity="x"/><foo/>' for number in range(10_000))
WAITS = "".join(f'<subProcess id="s{n}"><receiveTask id="r{n}"/></subProcess>' for n in range(5_000))


@pytest.mark.parametrize(
    "body", [CHAIN, FAN + '<task id="e"/>', BROKEN, WAITS], ids=["chain", "fan", "broken", "waits"]
)
def test_ten_thousand_elements_are_judged_in_bounded_time(body):
    problems(process(body))


NEW = (b"", b"<", b">", b'"', b"=", b"\xff", b"true", b' id="x"', b"<task/>", b"</process>")


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A reference model with some bytes replaced, cut out or doubled."""
    content = draw(st.sampled_from(MODELS)).read_bytes()
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content) - 1))
        length = draw(st.sampled_from([0, 1, 5, 60, 700]))
        new = draw(
            st.sampled_from([b"", b"<", b">", b'"', b"=", b"\xff", b"true", b' id="x"', b"<task/>", b"</process>"])
        )
        again = content[place : place + length] if draw(st.booleans()) else b""
        content = content[:place] + new + again + again + content[place + length :]
    return content


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(content=mutated())
def test_a_mutated_model_gives_problems_and_no_exception(content):
    found = problems(content)
    fixes = [problem.fix for problem in found if problem.fix is not None]
    if fixes:
        mended, _ = mend(as_executable(content), fixes)
        assert "not-xml" not in {problem.rule for problem in problems(mended)}
