"""What a rule looks at: one process, and what the bundle around it holds."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from engine.bpmn import Element, Flow, Model, Process
from engine.errors import Edit, Fix, Problem, Severity
from engine.lint import soundness
from engine.lint.callers import Callers
from engine.lint.facts import OperationFacts
from engine.lint.soundness import Finding, Kind
from engine.lint.unguarded import Unguarded
from engine.lint.variables import Variables
from engine.lint.ways import Ways


@dataclass(frozen=True)
class Bundle:
    """A model and what its diagrams may name; None leaves a kind of name unchecked.

    `forms` gives the fields of each form, `operations` the facts of each (connector, operation), `start` the names of
    variables that processes are started with (others may be handed in as well).
    """

    model: Model
    forms: Mapping[str, Collection[str]] | None = None
    decisions: Collection[str] | None = None
    operations: Mapping[tuple[str, str], OperationFacts] | None = None
    start: Collection[str] = ()

    @cached_property
    def subjects(self) -> Mapping[str, "Subject"]:
        """The executable processes by id."""
        found = self.model.processes.values()
        return {process.id: Subject(process, self) for process in found if process.is_executable}

    @cached_property
    def callers(self) -> Callers:
        """Who calls whom."""
        return Callers(subject.ways for subject in self.subjects.values())

    @cached_property
    def variables(self) -> Variables:
        """Who writes and who can see which variables."""
        return Variables(self.callers, self.forms, self.start)

    @cached_property
    def unguarded(self) -> Unguarded:
        """What can be reached without a two-person rule before it."""
        return Unguarded(self.callers)

    @cached_property
    def called_operations(self) -> frozenset[tuple[str, str]]:
        """The operations, as (connector, name), that any of the diagrams calls."""
        return frozenset(self.model.requirements().operations)

    @cached_property
    def reversals(self) -> frozenset[tuple[str, str]]:
        """The operations, as (connector, name), that undo another one."""
        known = (self.operations or {}).items()
        return frozenset((connector, facts.reverse) for (connector, _), facts in known if facts.reverse)

    @cached_property
    def first_owners(self) -> Mapping[tuple[str, str], str]:
        """The first process that has an id, by file and id of an element or flow."""
        found: dict[tuple[str, str], str] = {}
        for process in self.model.processes.values():
            for element_id in (*process.elements, *process.flows):
                found.setdefault((process.file, element_id), process.id)
        return found

    def moves_money(self, element: Element) -> OperationFacts | None:
        """The facts of a money operation that the element calls for its own sake, not to undo another one."""
        facts = self.facts(element)
        if facts is None or facts.effect != "money" or element.is_for_compensation or element.operation is None:
            return None
        return None if (element.operation.connector, element.operation.name) in self.reversals else facts

    def facts(self, element: Element) -> OperationFacts | None:
        """What is known of the operation that an element calls."""
        if element.operation is None or self.operations is None:
            return None
        return self.operations.get((element.operation.connector, element.operation.name))


@dataclass(frozen=True)
class Subject:
    """An executable process of a bundle."""

    process: Process
    bundle: Bundle

    @property
    def elements(self) -> Collection[Element]:
        return self.process.elements.values()

    @property
    def drawn(self) -> Iterator[Element | Flow]:
        """All elements, then all flows."""
        yield from self.process.elements.values()
        yield from self.process.flows.values()

    @cached_property
    def ways(self) -> Ways:
        return Ways(self.process)

    @cached_property
    def soundness(self) -> tuple[soundness.ScopeReport, ...]:
        """What playing the process and each sub-process says of its gateways."""
        return soundness.examine(self.process)

    def found(self, kind: Kind) -> Iterator[tuple[Element, Finding]]:
        """What playing found of one kind, with the element that it is about."""
        for report in self.soundness:
            for finding in report.findings:
                if finding.kind == kind:
                    yield self.process.elements[finding.element_id], finding

    def in_words(self, path: Sequence[str]) -> str:
        """The elements and flows of a path, as people call them."""
        return soundness.in_words(path, self.process.elements, self.process.flows)

    def problem(
        self,
        rule: str,
        at: Element | Flow | Process,
        message: str,
        hint: str,
        *,
        severity: Severity = "error",
        fix: Fix | None = None,
    ) -> Problem:
        """A problem at an element, at a flow or at this process as a whole."""
        return Problem(rule, message, hint, at.id, self.process.file, at.line, severity, fix)

    def flows(self, flow_ids: Collection[str]) -> list[Flow]:
        """The flows of these ids, as far as the diagram has them."""
        return [self.process.flows[flow_id] for flow_id in flow_ids if flow_id in self.process.flows]


def suggestion(name: str, known: Collection[str]) -> str:
    """A hint that names what was probably meant, else what there is."""
    close = closest(name, known)
    if close:
        return f"did you mean {close}?"
    return f"there are: {', '.join(sorted(known)[:20])}" if known else "the bundle has none yet; add it"


def closest(name: str, known: Collection[str], likeness: float = 0.6) -> str | None:
    """What was probably meant by `name`; `likeness` from 0 to 1 is how sure it has to be."""
    return next(iter(get_close_matches(name[:200], list(known), n=1, cutoff=likeness)), None)


def renaming(element: Element, attribute: str, name: str, known: Collection[str]) -> Fix | None:
    """The quick fix that writes what was probably meant, `attribute` being one of an extension element."""
    close = closest(name, known)
    if close is None:
        return None
    return Fix(f"Use {close}", (Edit("extension", element.id, attribute, close),))
