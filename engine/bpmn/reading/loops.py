"""Reads how an activity is repeated."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.bpmn import extensions
from engine.bpmn.elements import Data, Loop, LoopEvent
from engine.bpmn.extensions import Report
from engine.bpmn.reading.conditions import expect_feel
from engine.bpmn.reading.data import DataNames, variable_name
from engine.bpmn.reading.definitions import FileDefinitions
from engine.bpmn.reading.events import read_definition
from engine.bpmn.reading.markup import is_definition, tag, text


def read_loop(node: Any, of: FileDefinitions, names: DataNames, data: Data) -> Loop | None:
    """How the activity `node` is repeated; `data` are its own data associations."""
    multi = node.find(tag("multiInstanceLoopCharacteristics"))
    if multi is not None:
        return _multi_instance(multi, of, names, data)
    standard = node.find(tag("standardLoopCharacteristics"))
    return None if standard is None else _standard_loop(standard, of.report)


def _multi_instance(node: Any, of: FileDefinitions, names: DataNames, data: Data) -> Loop:
    report = of.report
    said: Mapping[str, str] = next(iter(extensions.read(node, report).get("loop", [])), {})
    drawn = _data_of_loop(node, names, data)
    cardinality = text(node.find(tag("loopCardinality")))
    completion = text(node.find(tag("completionCondition")))
    expect_feel(completion, node, report)
    collection = said.get("collection") or drawn.collection
    if collection is None and cardinality is None:
        message = "expected a collection (returnflow:loop or loopDataInputRef) or a loopCardinality, found neither"
        report("missing-collection", message, 'for example <returnflow:loop collection="=lines"/>', node)
    if collection is not None and cardinality is not None:
        message = "expected a collection or a loopCardinality, found both"
        report("missing-collection", message, "keep one of them", node)
    if bool(said.get("output")) != bool(said.get("outputCollection")):
        message = "outputCollection and output belong together"
        report("missing-attribute", f"returnflow:loop: {message}", "give both or none", node)
    return replace(
        drawn,
        is_sequential=node.get("isSequential") in {"true", "1"},
        collection=collection,
        cardinality=cardinality,
        element=said.get("element") or drawn.element,
        output_collection=said.get("outputCollection") or drawn.output_collection,
        output=said.get("output") or drawn.output,
        completion=completion,
        throws=tuple(_thrown(node, of)),
    )


def _data_of_loop(node: Any, names: DataNames, data: Data) -> Loop:
    """The collections of a loop as BPMN's own data references say them (BPMN 2.0.2, table 10.29).

    They name a data input or output of the activity; what really holds the collection is at the other end of its
    data association.
    """
    source = names.of(text(node.find(tag("loopDataInputRef"))))
    target = names.of(text(node.find(tag("loopDataOutputRef"))))
    item, result = node.find(tag("inputDataItem")), node.find(tag("outputDataItem"))
    collection = next((one.value for one in data.inputs if one.name == source), f"={source}" if source else None)
    into = next((one.name for one in data.outputs if one.value == f"={target}"), target)
    produced = None if result is None else variable_name(result)
    return Loop(
        collection=collection,
        element=None if item is None else variable_name(item),
        output_collection=into if produced else None,
        output=f"={produced}" if into and produced else None,
    )


def _thrown(node: Any, of: FileDefinitions) -> Iterator[LoopEvent]:
    """The events that `behavior` asks for: None throws with every round, One with the first, Complex by conditions."""
    behavior = node.get("behavior", "All")
    if behavior in ("None", "One"):
        attribute = "noneBehaviorEventRef" if behavior == "None" else "oneBehaviorEventRef"
        ref = (node.get(attribute) or "").rpartition(":")[2]
        definition = of.event_definitions.get(ref)
        if definition is None:
            if ref or behavior == "One":
                message = f"behavior {behavior} throws {attribute}, and no event definition of this file is {ref!r}"
                of.report("unresolved-reference", message, "name a signal or escalation event definition", node)
            return
        event = read_definition(definition, of)
        if event is not None:
            yield LoopEvent("each" if behavior == "None" else "first", event)
    elif behavior == "Complex":
        for complex_one in node.iterchildren(tag("complexBehaviorDefinition")):
            condition = text(complex_one.find(tag("condition")))
            expect_feel(condition, complex_one, of.report)
            thrower = complex_one.find(tag("event"))
            definitions = [] if thrower is None else [one for one in thrower.iterchildren() if is_definition(one)]
            for definition in definitions:
                event = read_definition(definition, of)
                if event is not None and condition is not None:
                    yield LoopEvent(condition, event)
    elif behavior != "All":
        of.report("loop", f"expected a behavior None, One, All or Complex, found {behavior!r}", "mend it", node)


def _standard_loop(node: Any, report: Report) -> Loop:
    maximum = node.get("loopMaximum")
    condition = text(node.find(tag("loopCondition")))
    expect_feel(condition, node, report)
    if maximum is not None and not maximum.isdecimal():
        report("loop", f"expected a whole number as loopMaximum, found {maximum!r}", "mend it", node)
        maximum = None
    if condition is None and maximum is None:
        report("loop", "the loop has neither a condition nor a maximum", "give at least one", node)
    return Loop(
        is_sequential=True,
        is_standard=True,
        condition=condition,
        test_before=node.get("testBefore") in {"true", "1"},
        maximum=int(maximum) if maximum is not None else None,
    )
