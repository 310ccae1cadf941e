"""Two elements of one file share an id: what refers to it may mean either.

Bad::

    <bpmn:task id="one" name="Pack"/></bpmn:process>
    <bpmn:process id="q" isExecutable="true"><bpmn:task id="culprit" name="Send"/></bpmn:process>
    <bpmn:process id="r" isExecutable="true"><bpmn:task id="culprit" name="Bill"/>

Good::

    <bpmn:task id="one" name="Pack"/></bpmn:process>
    <bpmn:process id="q" isExecutable="true"><bpmn:task id="two" name="Send"/></bpmn:process>
    <bpmn:process id="r" isExecutable="true"><bpmn:task id="three" name="Bill"/>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject

RULE = "duplicate-id"
SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Problem]:
    taken = subject.bundle.first_owners
    for element in subject.drawn:
        owner = taken[subject.process.file, element.id]
        if owner != subject.process.id:
            message = f"the id {element.id} stands in the process {owner} of this file too"
            yield subject.problem(RULE, element, message, "rename one; ids are unique within a file")
