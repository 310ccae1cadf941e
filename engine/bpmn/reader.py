"""Turns the XML tree of one file into processes; whatever the engine could not run rightly becomes a problem here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn import extensions
from engine.bpmn.elements import Element, EventDefinition, Flow, Loop, Message, Process, Timer, TimerKind
from engine.bpmn.vocabulary import ARTIFACTS, BPMN, EVENT_DEFINITION_SUFFIX, FLOW_NODES, UNSUPPORTED_NODES
from engine.errors import Problem

_TIMER_KINDS: Mapping[str, TimerKind] = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


def read_processes(root: Any, file: str) -> tuple[list[Process], list[Problem]]:
    """Every process of the definitions element `root`, and what is wrong with them so far."""
    reader = _FileReader(file, _messages(root, file), _error_codes(root))
    processes = [reader.process(node) for node in root.iterchildren(_tag("process"))]
    return processes, reader.problems + reader.messages.problems


def _tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def _local(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _is_bpmn(node: Any) -> bool:
    return isinstance(node.tag, str) and node.tag.startswith(f"{{{BPMN}}}")


def _text(node: Any | None) -> str | None:
    return None if node is None else ("".join(node.itertext()).strip() or None)


@dataclass
class _Messages:
    by_id: dict[str, Message] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _messages(root: Any, file: str) -> _Messages:
    found = _Messages()
    for node in root.iterchildren(_tag("message")):
        message_id = node.get("id", "")

        def report(rule: str, message: str, hint: str, at: Any, element_id: str = message_id) -> None:
            found.problems.append(Problem(rule, message, hint, element_id=element_id, file=file, line=at.sourceline))

        said = extensions.read(node, report)
        key = said["correlation"][0]["key"] if "correlation" in said else None
        found.by_id[message_id] = Message(message_id, node.get("name", "").strip(), key)
    return found


def _error_codes(root: Any) -> dict[str, str]:
    """The code of each `bpmn:error`; one without a code is known by its name, then by its id."""
    return {
        node.get("id", ""): node.get("errorCode") or node.get("name") or node.get("id", "")
        for node in root.iterchildren(_tag("error"))
    }


class _FileReader:
    """Reads the processes of one file and collects their problems."""

    def __init__(self, file: str, messages: _Messages, error_codes: Mapping[str, str]) -> None:
        self.file = file
        self.messages = messages
        self.error_codes = error_codes
        self.problems: list[Problem] = []

    def process(self, node: Any) -> Process:
        process_id = node.get("id", "")
        is_executable = node.get("isExecutable", "true") in {"true", "1"}
        before = len(self.problems)
        reading = _ProcessReader(self, process_id)
        if not process_id:
            reading.report("missing-id", "the process has no id", "give it one", node)
        reading.content(node, None)
        if not is_executable:
            # A drawing for people: whatever the engine cannot run in it does not matter.
            del self.problems[before:]
        return Process(
            process_id,
            node.get("name") or process_id,
            self.file,
            is_executable,
            reading.elements,
            reading.flows,
            node.sourceline,
        )


class _ProcessReader:
    """Reads one process, its sub-processes included."""

    def __init__(self, of: _FileReader, process_id: str) -> None:
        self.of = of
        self.process_id = process_id
        self.elements: dict[str, Element] = {}
        self.flows: dict[str, Flow] = {}
        self.seen: set[str] = set()

    def report(self, rule: str, message: str, hint: str, node: Any, element_id: str | None = None) -> None:
        if element_id is None:
            element_id = next((a.get("id") for a in (node, *node.iterancestors()) if a.get("id")), self.process_id)
        self.of.problems.append(
            Problem(rule, message, hint, element_id=element_id, file=self.of.file, line=node.sourceline)
        )

    def content(self, container: Any, parent_id: str | None) -> None:
        for node in container.iterchildren():
            if not _is_bpmn(node):
                continue
            kind = _local(node)
            if kind == "sequenceFlow":
                self.flow(node, parent_id)
            elif kind in FLOW_NODES:
                self.element(node, kind, parent_id)
            elif kind in UNSUPPORTED_NODES:
                self.report("unsupported-element", f"{kind} is not supported yet", _other_way(kind), node)
            elif kind == "ioSpecification":
                hint = "use returnflow:input and returnflow:output"
                self.report("unsupported-element", "ioSpecification is not supported", hint, node)
            elif kind not in ARTIFACTS and not kind.endswith(EVENT_DEFINITION_SUFFIX):
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
        self.seen.add(taken)
        return str(taken)

    def flow(self, node: Any, parent_id: str | None) -> None:
        flow_id = self.take_id(node, "sequenceFlow")
        if flow_id is None:
            return
        condition = _text(node.find(_tag("conditionExpression")))
        self.expect_feel(condition, node)
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

    def expect_feel(self, condition: str | None, node: Any) -> None:
        if condition is not None and not condition.startswith("="):
            message = f"expected a FEEL condition with a leading =, found {condition[:60]!r}"
            self.report("condition-syntax", message, "write it like =amount > 100", node)

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
            outgoing=tuple(text for child in node.iterchildren(_tag("outgoing")) if (text := _text(child))),
            default_flow=node.get("default"),
            event=self.event(node, kind),
            attached_to=node.get("attachedToRef") if kind == "boundaryEvent" else None,
            is_interrupting=node.get("cancelActivity", "true") in {"true", "1"},
            called_process=node.get("calledElement"),
            loop=self.loop(node),
            **extensions.settings(said, self.report, node),
        )
        if kind == "subProcess":
            self.content(node, element_id)
        else:
            self.parts(node)

    def parts(self, node: Any) -> None:
        """Refuses parts of a flow node that would change how it runs and are not handled."""
        for child in node.iterchildren():
            if not _is_bpmn(child):
                continue
            kind = _local(child)
            if kind == "script":
                if _text(child):
                    hint = "write the assignments as returnflow:output elements, in FEEL"
                    self.report("unsupported-element", "script texts are never executed", hint, child)
            elif kind == "ioSpecification":
                hint = "use returnflow:input and returnflow:output"
                self.report("unsupported-element", "ioSpecification is not supported", hint, child)
            elif kind not in ARTIFACTS and not kind.endswith(EVENT_DEFINITION_SUFFIX) and kind != "eventDefinitionRef":
                self.unknown(child, kind)

    def refuse_attributes(self, node: Any, kind: str) -> None:
        refused = (
            ("triggeredByEvent", "event sub-processes are not supported yet"),
            ("isForCompensation", "compensation is not supported yet"),
            ("instantiate", "instances are started by their start event; instantiate is not supported yet"),
        )
        for attribute, message in refused:
            if node.get(attribute) in {"true", "1"}:
                self.report("unsupported-element", f"{kind}: {message}", "draw it without", node)
        for attribute in ("startQuantity", "completionQuantity"):
            if node.get(attribute, "1") != "1":
                self.report("unsupported-element", f"{kind}: {attribute} is not supported", "remove it", node)

    # -- events

    def event(self, node: Any, kind: str) -> EventDefinition | None:
        if kind == "receiveTask" or (kind == "sendTask" and node.get("messageRef")):
            return EventDefinition("message", message=self.message(node))
        if not kind.endswith("Event"):
            return None
        definitions = [child for child in node.iterchildren() if _is_bpmn(child) and _is_definition(child)]
        if not definitions:
            return EventDefinition("none")
        if len(definitions) > 1:
            hint = "draw one event per definition"
            self.report("unsupported-element", "events with several definitions are not supported yet", hint, node)
        return self.definition(definitions[0])

    def definition(self, node: Any) -> EventDefinition:
        if _local(node) == "eventDefinitionRef":
            hint = "put the definition into the event"
            self.report("unsupported-element", "eventDefinitionRef is not supported yet", hint, node)
            return EventDefinition("reference")
        kind = _local(node).removesuffix(EVENT_DEFINITION_SUFFIX)
        if kind == "timer":
            return EventDefinition(kind, timer=self.timer(node))
        if kind == "message":
            return EventDefinition(kind, message=self.message(node))
        if kind == "error":
            return EventDefinition(kind, error_code=self.error_code(node))
        if kind == "link":
            return EventDefinition(kind, link=node.get("name"))
        return EventDefinition(kind)

    def timer(self, node: Any) -> Timer | None:
        texts = [(timer_kind, _text(node.find(_tag(tag)))) for tag, timer_kind in _TIMER_KINDS.items()]
        given = [Timer(timer_kind, text) for timer_kind, text in texts if text]
        if len(given) != 1:
            message = f"expected one of timeDate, timeDuration, timeCycle with a text, found {len(given)}"
            self.report("timer-syntax", message, 'for example a duration "P2D", or FEEL after a leading =', node)
        return given[0] if given else None

    def message(self, node: Any) -> Message | None:
        ref = node.get("messageRef")
        if ref in self.of.messages.by_id:
            message = self.of.messages.by_id[ref]
            if not message.name:
                hint = "name it; that is how others send it"
                self.report("missing-name", f"the message {message.id} has no name", hint, node)
            return message
        found = f"the id {ref}, which no message of this file has" if ref else "none"
        # A throwing event that calls an operation needs no message.
        if ref or _local(node) == "receiveTask" or _local(node.getparent()) not in _THROWING:
            self.report("unresolved-reference", f"expected a message, found {found}", "choose a message", node)
        return None

    def error_code(self, node: Any) -> str | None:
        ref = node.get("errorRef")
        if ref and ref not in self.of.error_codes:
            message = f"expected an error, found the id {ref}, which no error of this file has"
            self.report("unresolved-reference", message, "choose an error", node)
        return self.of.error_codes.get(ref) if ref else None

    # -- loops

    def loop(self, node: Any) -> Loop | None:
        multi = node.find(_tag("multiInstanceLoopCharacteristics"))
        if multi is not None:
            return self.multi_instance(multi)
        standard = node.find(_tag("standardLoopCharacteristics"))
        return None if standard is None else self.standard_loop(standard)

    def multi_instance(self, node: Any) -> Loop:
        said: Mapping[str, str] = next(iter(extensions.read(node, self.report).get("loop", [])), {})
        for name in ("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"):
            if node.find(_tag(name)) is not None:
                message, hint = f"{name} is not supported", "use returnflow:loop with collection and element"
                self.report("unsupported-element", message, hint, node)
        if node.get("behavior", "All") != "All":
            self.report("unsupported-element", "behavior is not supported yet", "leave it at All", node)
        cardinality = _text(node.find(_tag("loopCardinality")))
        completion = _text(node.find(_tag("completionCondition")))
        self.expect_feel(completion, node)
        collection = said.get("collection") or None
        if (cardinality is None) == (collection is None):
            message = "expected a collection (returnflow:loop) or a loopCardinality, and not both"
            self.report("missing-collection", message, 'for example <returnflow:loop collection="=lines"/>', node)
        if bool(said.get("output")) != bool(said.get("outputCollection")):
            message = "outputCollection and output belong together"
            self.report("missing-attribute", f"returnflow:loop: {message}", "give both or none", node)
        return Loop(
            is_sequential=node.get("isSequential") in {"true", "1"},
            collection=collection,
            cardinality=cardinality,
            element=said.get("element") or None,
            output_collection=said.get("outputCollection") or None,
            output=said.get("output") or None,
            completion=completion,
        )

    def standard_loop(self, node: Any) -> Loop:
        maximum = node.get("loopMaximum")
        condition = _text(node.find(_tag("loopCondition")))
        self.expect_feel(condition, node)
        if maximum is not None and not maximum.isdecimal():
            self.report("loop", f"expected a whole number as loopMaximum, found {maximum!r}", "mend it", node)
            maximum = None
        if condition is None and maximum is None:
            self.report("loop", "the loop has neither a condition nor a maximum", "give at least one", node)
        return Loop(
            is_sequential=True,
            is_standard=True,
            condition=condition,
            test_before=node.get("testBefore") in {"true", "1"},
            maximum=int(maximum) if maximum is not None else None,
        )


_THROWING = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})


def _is_definition(node: Any) -> bool:
    return _local(node).endswith(EVENT_DEFINITION_SUFFIX) or _local(node) == "eventDefinitionRef"


def _other_way(kind: str) -> str:
    return {
        "transaction": "use a sub-process with an error boundary event",
        "adHocSubProcess": "use a sub-process with parallel branches",
        "complexGateway": "use an inclusive or a parallel gateway",
    }.get(kind, "draw it with supported elements")
