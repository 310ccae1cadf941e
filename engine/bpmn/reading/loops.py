"""Reads how an activity is repeated."""

from collections.abc import Mapping
from typing import Any

from engine.bpmn import extensions
from engine.bpmn.elements import Loop
from engine.bpmn.extensions import Report
from engine.bpmn.reading.conditions import expect_feel
from engine.bpmn.reading.markup import tag, text


def read_loop(node: Any, report: Report) -> Loop | None:
    multi = node.find(tag("multiInstanceLoopCharacteristics"))
    if multi is not None:
        return _multi_instance(multi, report)
    standard = node.find(tag("standardLoopCharacteristics"))
    return None if standard is None else _standard_loop(standard, report)


def _multi_instance(node: Any, report: Report) -> Loop:
    said: Mapping[str, str] = next(iter(extensions.read(node, report).get("loop", [])), {})
    for name in ("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"):
        if node.find(tag(name)) is not None:
            message, hint = f"{name} is not supported", "use returnflow:loop with collection and element"
            report("unsupported-element", message, hint, node)
    if node.get("behavior", "All") != "All":
        report("unsupported-element", "behavior is not supported yet", "leave it at All", node)
    cardinality = text(node.find(tag("loopCardinality")))
    completion = text(node.find(tag("completionCondition")))
    expect_feel(completion, node, report)
    collection = said.get("collection") or None
    if (cardinality is None) == (collection is None):
        message = "expected a collection (returnflow:loop) or a loopCardinality, and not both"
        report("missing-collection", message, 'for example <returnflow:loop collection="=lines"/>', node)
    if bool(said.get("output")) != bool(said.get("outputCollection")):
        message = "outputCollection and output belong together"
        report("missing-attribute", f"returnflow:loop: {message}", "give both or none", node)
    return Loop(
        is_sequential=node.get("isSequential") in {"true", "1"},
        collection=collection,
        cardinality=cardinality,
        element=said.get("element") or None,
        output_collection=said.get("outputCollection") or None,
        output=said.get("output") or None,
        completion=completion,
    )


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
