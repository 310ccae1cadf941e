"""Reads a process: its elements and flows, those of embedded sub-processes included."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.bpmn import extensions, limits
from engine.bpmn.elements import AdHoc, Data, Element, Flow, Loop, Process
from engine.bpmn.reading.conditions import expect_feel
from engine.bpmn.reading.data import DataNames, collections_in, held_by, only_output, read_data, variable_name
from engine.bpmn.reading.definitions import FileDefinitions
from engine.bpmn.reading.events import read_event
from engine.bpmn.reading.lanes import lanes_of
from engine.bpmn.reading.loops import read_loop
from engine.bpmn.reading.markup import is_bpmn, is_definition, is_true, local, tag, text
from engine.bpmn.vocabulary import ARTIFACTS, FLOW_NODES, GLOBAL_TASKS, SUB_PROCESSES

_MULTI = tag("multiInstanceLoopCharacteristics")
# What these give is one value: without a result variable it goes to their only data output.
_YIELDING = frozenset({"serviceTask", "sendTask", "receiveTask", "businessRuleTask"})


def read_process(node: Any, of: FileDefinitions) -> Process:
    """The process of the XML `node`; what is wrong with it is listed in `of`, unless it is only a drawing."""
    process_id = node.get("id", "")
    is_executable = is_true(node, "isExecutable", "true")
    before = len(of.problems)
    reading = _ProcessReader(of, process_id, node)
    reading.check_id(node)
    reading.content(node, None)
    if not is_executable:
        # Drawn for people: whatever the engine cannot run in it does not matter.
        del of.problems[before:]
    name = node.get("name") or process_id
    elements = reading.finished()
    declared = held_by(node, reading.names)
    lists = collections_in(node, reading.names)
    return Process(process_id, name, of.file, is_executable, elements, reading.flows, node.sourceline, declared, lists)


def read_global_task(node: Any, of: FileDefinitions) -> Process:
    """A global task as the process of one task that it stands for (BPMN 2.0.2, 10.3.6)."""
    task_id = node.get("id", "")
    reading = _ProcessReader(of, task_id, node)
    reading.check_id(node)
    reading.element(node, GLOBAL_TASKS[local(node)], None)
    return Process(task_id, node.get("name") or task_id, of.file, True, reading.finished(), {}, node.sourceline)


class _ProcessReader:
    """Reads one process, its sub-processes included."""

    def __init__(self, of: FileDefinitions, process_id: str, process: Any) -> None:
        self.of = of
        self.report = of.report
        self.process_id = process_id
        self.names = DataNames(process)
        self.lanes = lanes_of(process)
        self.elements: dict[str, Element] = {}
        self.flows: dict[str, Flow] = {}
        self.seen: set[str] = set()
        # Both ends of each association, for the handlers that compensation events lead to.
        self.associations: list[tuple[str, str]] = []

    def check_id(self, node: Any) -> None:
        if not 0 < len(self.process_id) <= limits.ID_CHARS:
            message = f"expected a process id of 1 to {limits.ID_CHARS} characters, found {len(self.process_id)}"
            self.report("missing-id", message, "give it a short one", node)

    def finished(self) -> dict[str, Element]:
        """The elements, with the handlers that associations name."""
        for source, target in self.associations:
            # Without a direction, both ways to draw it say the same.
            for event_id, handler in ((source, target), (target, source)):
                event = self.elements.get(event_id)
                if event is not None and event.kind == "boundaryEvent" and handler in self.elements:
                    self.elements[event_id] = replace(event, handler=handler)
        return self.elements

    def content(self, container: Any, parent_id: str | None) -> None:
        for node in container.iterchildren():
            if not is_bpmn(node):
                continue
            kind = local(node)
            if kind == "sequenceFlow":
                self.flow(node, parent_id)
            elif kind in FLOW_NODES:
                self.element(node, kind, parent_id)
            elif kind == "association":
                self.associations.append((node.get("sourceRef", ""), node.get("targetRef", "")))
            elif kind not in ARTIFACTS and not is_definition(node):
                self.unknown(node, kind)

    def unknown(self, node: Any, kind: str) -> None:
        hint = "remove it, or draw it with supported elements"
        self.report("unsupported-element", f"the engine does not know {kind} here", hint, node)

    def take_id(self, node: Any, kind: str) -> str | None:
        taken = node.get("id")
        if not taken:
            self.report("missing-id", f"this {kind} has no id", "save it from the modeler, which gives ids", node)
            return None
        if taken in self.seen:
            self.report("duplicate-id", f"the id {taken} stands twice in this process", "rename one", node)
            return None
        if len(taken) > limits.ID_CHARS:
            self.report("too-long", f"the id has more than {limits.ID_CHARS} characters", "shorten it", node)
        self.seen.add(taken)
        return str(taken)

    def flow(self, node: Any, parent_id: str | None) -> None:
        flow_id = self.take_id(node, "sequenceFlow")
        if flow_id is None:
            return
        condition = text(node.find(tag("conditionExpression")))
        expect_feel(condition, node, self.report)
        self.flows[flow_id] = Flow(
            flow_id,
            node.get("sourceRef", ""),
            node.get("targetRef", ""),
            condition,
            node.get("name", ""),
            self.process_id,
            parent_id,
            node.sourceline,
        )

    def element(self, node: Any, kind: str, parent_id: str | None) -> None:
        element_id = self.take_id(node, kind)
        if element_id is None:
            return
        said = extensions.read(node, self.report, kind)
        data = read_data(node, self.names, self.report)
        loop = read_loop(node, self.of, self.names, data)
        element = Element(
            id=element_id,
            kind=kind,
            name=node.get("name") or "",
            process_id=self.process_id,
            file=self.of.file,
            line=node.sourceline,
            parent_id=parent_id,
            outgoing=tuple(flow_id for child in node.iterchildren(tag("outgoing")) if (flow_id := text(child))),
            default_flow=node.get("default"),
            event=read_event(node, kind, self.of),
            attached_to=node.get("attachedToRef") if kind == "boundaryEvent" else None,
            is_interrupting=is_true(node, "isInterrupting" if kind == "startEvent" else "cancelActivity", "true"),
            called_process=_called(node),
            loop=loop,
            **self.peculiarities(node, kind, said),
            **extensions.settings(said, self.report, node),
            **self.data_fields(node, kind, data, loop, has_result="result" in said),
        )
        self.elements[element_id] = element
        if kind in SUB_PROCESSES:
            self.content(node, element_id)
        else:
            self.parts(node)

    def peculiarities(self, node: Any, kind: str, said: Mapping[str, list[Mapping[str, str]]]) -> dict[str, Any]:
        """What only some kinds of elements have."""
        return {
            "is_event_sub_process": kind in SUB_PROCESSES and is_true(node, "triggeredByEvent"),
            "is_for_compensation": is_true(node, "isForCompensation"),
            "instantiates": is_true(node, "instantiate"),
            "awaits_all": node.get("eventGatewayType") == "Parallel",
            "start_quantity": self.quantity(node, "startQuantity"),
            "completion_quantity": self.quantity(node, "completionQuantity"),
            "activation": self.condition(node, "activationCondition") if kind == "complexGateway" else None,
            "ad_hoc": self.ad_hoc(node, said) if kind == "adHocSubProcess" else None,
            "script": self.script(node) if kind == "scriptTask" else None,
            "lane": self.lanes.get(node.get("id")),
        }

    def data_fields(self, node: Any, kind: str, data: Data, loop: Loop | None, *, has_result: bool) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        if kind in SUB_PROCESSES:
            fields["variables"] = held_by(node, self.names)
            fields["collections"] = collections_in(node, self.names)
        if loop is not None and loop.output is not None:
            # Each round hands out its item; the collection is handed out by the loop.
            item = node.find(f"{_MULTI}/{tag('outputDataItem')}")
            reference = text(node.find(f"{_MULTI}/{tag('loopDataOutputRef')}"))
            collected = f"={self.names.of(reference)}"
            outputs = tuple(one for one in data.outputs if one.value != collected)
            local = (*data.local, *(() if item is None else (variable_name(item),)))
            data = replace(data, outputs=outputs, local=local)
        fields["data"] = data
        if kind in _YIELDING and not has_result:
            fields["result"] = only_output(node, self.names)
        return fields

    def quantity(self, node: Any, attribute: str) -> int:
        said = node.get(attribute, "1").strip()
        if said.isdecimal() and 1 <= int(said) <= limits.ROUNDS:
            return int(said)
        message = f"expected a number from 1 to {limits.ROUNDS} as {attribute}, found {said!r}"
        self.report("quantity", message, "write a whole number", node)
        return 1

    def condition(self, node: Any, name: str) -> str | None:
        condition = text(node.find(tag(name)))
        expect_feel(condition, node, self.report)
        return condition

    def ad_hoc(self, node: Any, said: Mapping[str, list[Mapping[str, str]]]) -> AdHoc:
        activate = said["adHoc"][0]["activate"] if "adHoc" in said else None
        expect_feel(activate, node, self.report)
        return AdHoc(
            is_sequential=node.get("ordering") == "Sequential",
            completion=self.condition(node, "completionCondition"),
            cancels_remaining=is_true(node, "cancelRemainingInstances", "true"),
            activate=activate,
        )

    def script(self, node: Any) -> str | None:
        """The script of a script task where it is FEEL; any other is refused, because none is ever executed."""
        child = node.find(tag("script"))
        said = text(child)
        if said is None:
            return None
        language = node.get("scriptFormat") or node.get("scriptLanguage", "")  # of a global script task
        is_feel = "feel" in language.lower()
        if said.startswith("=") or is_feel:
            return said if said.startswith("=") else f"={said}"
        hint = "write the assignments as returnflow:output elements, or a script in FEEL with a leading ="
        self.report("unsupported-element", "scripts in other languages than FEEL are never executed", hint, child)
        return None

    def parts(self, node: Any) -> None:
        """Refuses parts of a flow node that would change how it runs and are not handled."""
        for child in node.iterchildren():
            if not is_bpmn(child):
                continue
            kind = local(child)
            if kind == "script":
                continue
            if kind not in ARTIFACTS and not is_definition(child):
                self.unknown(child, kind)


def _called(node: Any) -> str | None:
    """The process that a call activity names, without the prefix of a QName."""
    said = node.get("calledElement")
    if said is None or said.startswith("="):
        return said  # type: ignore[no-any-return]
    return str(said).rpartition(":")[2]
