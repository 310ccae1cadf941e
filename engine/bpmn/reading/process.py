"""Reads a process: its elements and flows, those of embedded sub-processes included."""

from typing import Any

from engine.bpmn import extensions, limits
from engine.bpmn.elements import Element, Flow, Process
from engine.bpmn.reading.conditions import expect_feel
from engine.bpmn.reading.definitions import FileDefinitions
from engine.bpmn.reading.events import read_event
from engine.bpmn.reading.loops import read_loop
from engine.bpmn.reading.markup import is_bpmn, is_definition, is_true, local, tag, text
from engine.bpmn.vocabulary import ARTIFACTS, FLOW_NODES, UNSUPPORTED_NODES


def read_process(node: Any, of: FileDefinitions) -> Process:
    """The process of the XML `node`; what is wrong with it is listed in `of`, unless it is only a drawing."""
    process_id = node.get("id", "")
    is_executable = is_true(node, "isExecutable", "true")
    before = len(of.problems)
    reading = _ProcessReader(of, process_id)
    if not 0 < len(process_id) <= limits.ID_CHARS:
        message = f"expected a process id of 1 to {limits.ID_CHARS} characters, found {len(process_id)}"
        of.report("missing-id", message, "give it a short one", node)
    reading.content(node, None)
    if not is_executable:
        # Drawn for people: whatever the engine cannot run in it does not matter.
        del of.problems[before:]
    name = node.get("name") or process_id
    return Process(process_id, name, of.file, is_executable, reading.elements, reading.flows, node.sourceline)


class _ProcessReader:
    """Reads one process, its sub-processes included."""

    def __init__(self, of: FileDefinitions, process_id: str) -> None:
        self.of = of
        self.report = of.report
        self.process_id = process_id
        self.elements: dict[str, Element] = {}
        self.flows: dict[str, Flow] = {}
        self.seen: set[str] = set()

    def content(self, container: Any, parent_id: str | None) -> None:
        for node in container.iterchildren():
            if not is_bpmn(node):
                continue
            kind = local(node)
            if kind == "sequenceFlow":
                self.flow(node, parent_id)
            elif kind in FLOW_NODES:
                self.element(node, kind, parent_id)
            elif kind in UNSUPPORTED_NODES:
                self.report("unsupported-element", f"{kind} is not supported yet", _other_way(kind), node)
            elif kind == "ioSpecification":
                hint = "use returnflow:input and returnflow:output"
                self.report("unsupported-element", "ioSpecification is not supported", hint, node)
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
        self.refuse_attributes(node, kind)
        said = extensions.read(node, self.report)
        self.elements[element_id] = Element(
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
            is_interrupting=is_true(node, "cancelActivity", "true"),
            called_process=node.get("calledElement"),
            loop=read_loop(node, self.report),
            **extensions.settings(said, self.report, node),
        )
        if kind == "subProcess":
            self.content(node, element_id)
        else:
            self.parts(node)

    def parts(self, node: Any) -> None:
        """Refuses parts of a flow node that would change how it runs and are not handled."""
        for child in node.iterchildren():
            if not is_bpmn(child):
                continue
            kind = local(child)
            if kind == "script":
                if text(child):
                    hint = "write the assignments as returnflow:output elements, in FEEL"
                    self.report("unsupported-element", "script texts are never executed", hint, child)
            elif kind == "ioSpecification":
                hint = "use returnflow:input and returnflow:output"
                self.report("unsupported-element", "ioSpecification is not supported", hint, child)
            elif kind not in ARTIFACTS and not is_definition(child):
                self.unknown(child, kind)

    def refuse_attributes(self, node: Any, kind: str) -> None:
        refused = (
            ("triggeredByEvent", "event sub-processes are not supported yet"),
            ("isForCompensation", "compensation is not supported yet"),
            ("instantiate", "instances are started by their start event; instantiate is not supported yet"),
        )
        for attribute, message in refused:
            if is_true(node, attribute):
                self.report("unsupported-element", f"{kind}: {message}", "draw it without", node)
        for attribute in ("startQuantity", "completionQuantity"):
            if node.get(attribute, "1") != "1":
                self.report("unsupported-element", f"{kind}: {attribute} is not supported", "remove it", node)


def _other_way(kind: str) -> str:
    return {
        "transaction": "use a sub-process with an error boundary event",
        "adHocSubProcess": "use a sub-process with parallel branches",
        "complexGateway": "use an inclusive or a parallel gateway",
    }.get(kind, "draw it with supported elements")
