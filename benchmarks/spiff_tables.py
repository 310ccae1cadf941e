"""The reference for decisions: SpiffWorkflow's own DMN engine, its table parsed once, its cells in Python."""

from types import SimpleNamespace
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

from benchmarks.tables import NAMESPACE


class SpiffTable:
    """Evaluates a table as a business rule task does, without the cost of the task and its workflow."""

    def __init__(self, xml: str) -> None:
        parser = DMNParser(None, etree.fromstring(xml.encode()), {"dmn": NAMESPACE})
        parser.parse()
        self._engine = DMNEngine(parser.decision.decisionTables[0])
        self._task = SimpleNamespace(data={}, workflow=SimpleNamespace(script_engine=PythonScriptEngine()))

    def evaluate(self, context: dict[str, Any]) -> Any:
        self._task.data = context
        return self._engine.result(self._task)["pct"]
