"""A variable is read that nothing writes: no output, result, form, loop or call on any way.

An error where it is certain, as in a process that is called with inputs. A warning where something may write names
that are not known here (a user task whose form is not known, a call that is computed) or where the name looks like a
misspelt one. What a process reads and may be handed when it is started is one info for all.

Bad::

    <bpmn:callActivity id="call" name="Compute" calledElement="q"><bpmn:extensionElements>
      <returnflow:input name="amount" value="=100"/></bpmn:extensionElements></bpmn:callActivity>
    </bpmn:process><bpmn:process id="q" isExecutable="true">
    <bpmn:scriptTask id="culprit" name="Compute the fee"><bpmn:extensionElements>
      <returnflow:output name="fee" value="=amuont * 0.15"/></bpmn:extensionElements></bpmn:scriptTask>

Good::

    <bpmn:callActivity id="call" name="Compute" calledElement="q"><bpmn:extensionElements>
      <returnflow:input name="amount" value="=100"/></bpmn:extensionElements></bpmn:callActivity>
    </bpmn:process><bpmn:process id="q" isExecutable="true">
    <bpmn:scriptTask id="a" name="Compute the fee"><bpmn:extensionElements>
      <returnflow:output name="fee" value="=amount * 0.15"/></bpmn:extensionElements></bpmn:scriptTask>
"""

from collections.abc import Iterator
from itertools import islice

from engine.bpmn import Element
from engine.errors import Problem, Severity
from engine.lint.subject import Subject, closest
from engine.lint.variables import Read, Seen, conditions, reads

RULE = "unknown-variable"
SEVERITY: Severity = "error"
MAX_PROBLEMS = 200  # per process: a model without its forms would otherwise fill pages


def check(subject: Subject) -> Iterator[Problem]:
    expected: dict[str, None] = {}
    told: set[tuple[str, str]] = set()
    for read, seen in islice(_unwritten(subject), MAX_PROBLEMS):
        if (read.owner_id, read.name) in told:
            continue
        told.add((read.owner_id, read.name))
        meant = closest(read.name, seen.names(), likeness=0.8)
        if meant is None and seen.is_open:
            expected[read.name] = None
        else:
            yield _problem(subject, read, meant, is_open=seen.is_open)
    if expected:
        message = f"nothing in the diagrams writes {', '.join(sorted(expected))}"
        hint = "start the process with these variables, or write them before they are read"
        yield subject.problem(RULE, subject.process, message, hint, severity="info")


def _unwritten(subject: Subject) -> Iterator[tuple[Read, Seen]]:
    variables, ways = subject.bundle.variables, subject.ways
    for element in subject.elements:
        here = variables.at(ways, element)
        for read in reads(element):
            seen = variables.inside(ways, element) if _is_after(read) else here
            if read.name not in seen:
                yield read, seen
    for source, read in conditions(subject.process):
        seen = _leaving(subject, source)
        if read.name not in seen:
            yield read, seen


def _is_after(read: Read) -> bool:
    return read.place.startswith(("output", "loop"))


def _leaving(subject: Subject, source: Element) -> Seen:
    return subject.bundle.variables.at(subject.ways, source)


def _problem(subject: Subject, read: Read, meant: str | None, *, is_open: bool) -> Problem:
    message = f"{read.place} reads {read.name}, which nothing writes: {' '.join(read.text.split())[:80]}"
    hint = f"did you mean {meant}?" if meant else "write it before, hand it in, or correct the name"
    severity: Severity = "warning" if is_open else SEVERITY
    return Problem(RULE, message, hint, read.owner_id, subject.process.file, read.line, severity)
