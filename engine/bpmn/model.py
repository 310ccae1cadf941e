"""A model: all processes of a bundle's diagrams, checked, shared by every execution."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from engine.bpmn import limits, source, validation, vendors
from engine.bpmn.elements import Element, Process
from engine.bpmn.reading import read_processes
from engine.errors import InvalidModel, Problem

if TYPE_CHECKING:
    from engine.bpmn.builder import Definitions


@dataclass(frozen=True)
class Requirements:
    """What the diagrams name from elsewhere in the bundle, sorted; operations as (connector, name).

    A form that is computed when the task begins is not known here.
    """

    forms: tuple[str, ...]
    decisions: tuple[str, ...]
    operations: tuple[tuple[str, str], ...]
    called: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """Processes by id. Build one per bundle and keep it: executable definitions are made once and shared.

    `notes` are problems that hinder nothing: warnings and infos.
    """

    processes: Mapping[str, Process]
    notes: tuple[Problem, ...] = ()

    def requirements(self) -> Requirements:
        elements = [e for process in self.processes.values() for e in process.elements.values()]
        return Requirements(
            forms=tuple(sorted({e.task.form for e in elements if e.task and e.task.form and e.task.form[0] != "="})),
            decisions=tuple(sorted({e.decision for e in elements if e.decision})),
            operations=tuple(sorted({(e.operation.connector, e.operation.name) for e in elements if e.operation})),
            called=tuple(sorted({e.called_process for e in elements if e.called_process and e.binding is None})),
        )

    @cached_property
    def definitions(self) -> "Definitions":
        """The executable form, made on first use; InvalidModel lists every text that is not FEEL or no timer."""
        from engine.bpmn.builder import build  # noqa: PLC0415 (building is not needed to read and lint)

        return build(self)


@dataclass(frozen=True)
class Examination:
    """What could be read of some files, and every problem found: for linting drafts. Run only what `read` gives."""

    model: Model
    problems: tuple[Problem, ...] = ()


def read(files: Mapping[str, bytes]) -> Model:
    """The model of `files` (content by file name); InvalidModel lists ALL problems, with element ids."""
    examined = examine(files)
    if any(problem.severity == "error" for problem in examined.problems):
        raise InvalidModel(examined.problems)
    return replace(examined.model, notes=examined.problems)


def examine(files: Mapping[str, bytes]) -> Examination:
    """Like `read`, but hands back the readable part together with the problems."""
    processes: dict[str, Process] = {}
    problems: list[Problem] = []
    # By name, so that the same bundle always numbers its elements alike.
    for file in sorted(files):
        try:
            root = source.parse(files[file], file)
        except source.Unreadable as unreadable:
            problems.append(unreadable.problem)
            continue
        problems += vendors.translate(root, file)
        found, reported = read_processes(root, file)
        problems += reported
        for process in found:
            problems += _add(processes, process)
    hindered = any(problem.severity == "error" for problem in problems)
    if not hindered and not any(process.is_executable for process in processes.values()):
        problems.append(Problem("no-process", "there is no executable process", 'set isExecutable="true" on one'))
    return Examination(Model(processes), tuple(_listed(problems)))


def _listed(problems: list[Problem]) -> list[Problem]:
    """As many `problems` as people can look at, errors before notes, and how many there are more."""
    more = len(problems) - limits.PROBLEMS
    if more <= 0:
        return problems
    first = sorted(problems, key=lambda problem: problem.severity != "error")[: limits.PROBLEMS]
    return [*first, Problem("too-many", f"there are {more:,} more problems", "mend these first, then look again")]


def _add(processes: dict[str, Process], process: Process) -> list[Problem]:
    if process.id in processes:
        message = f"the process id {process.id} is taken by {processes[process.id].file}"
        hint = "rename one; process ids are unique within a bundle"
        return [Problem("duplicate-id", message, hint, element_id=process.id, file=process.file, line=process.line)]
    connected = _connected(process)
    processes[process.id] = connected
    return validation.check(connected) if connected.is_executable else []


def _connected(process: Process) -> Process:
    """`process` with the flows entered at both ends; ways out keep the order the diagram lists them in."""
    outgoing: dict[str, list[str]] = {}
    incoming: dict[str, list[str]] = {}
    for flow in process.flows.values():
        outgoing.setdefault(flow.source, []).append(flow.id)
        incoming.setdefault(flow.target, []).append(flow.id)
    elements: dict[str, Element] = {}
    for element in process.elements.values():
        leaving = outgoing.get(element.id, [])
        known = set(leaving)
        listed = [flow_id for flow_id in element.outgoing if flow_id in known]
        ordered = list(dict.fromkeys([*listed, *leaving]))
        elements[element.id] = replace(element, incoming=tuple(incoming.get(element.id, ())), outgoing=tuple(ordered))
    return replace(process, elements=elements)
