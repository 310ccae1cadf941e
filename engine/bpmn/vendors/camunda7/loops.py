"""Multi-instance: the collection and its element."""

from typing import Any

from engine.bpmn.vendors import juel
from engine.bpmn.vendors.camunda7.dialect import Dialect
from engine.bpmn.vendors.equivalents import settle
from engine.bpmn.vendors.findings import Findings


def translate(node: Any, dialect: Dialect, findings: Findings) -> None:
    """`collection` is an expression, or the name of a variable."""
    said = dialect.get(node, "collection")
    collection = None
    if said is not None:
        expression = said if juel.is_expression(said) else f"${{{said}}}"
        collection = findings.translated(node, "collection", expression, juel.value)
    settle(node, "loop", collection=collection, element=dialect.get(node, "elementVariable"))
