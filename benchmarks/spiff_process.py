"""SpiffWorkflow as it comes, with the process that Returnflow runs beside it."""

import re

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from benchmarks.diagrams import definitions

_SCRIPT = "<bpmn:script>n = n + 1</bpmn:script></bpmn:scriptTask>"


_COUNTED = 15


class SpiffProcess:
    """The process `p` with its scripts and conditions in Python; an instance is written as JSON at each wait."""

    def __init__(self, body: str) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(_in_python(body))
        self.spec = parser.get_spec("p")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())

    def through(self, *, is_written: bool) -> None:
        """Run one instance to its end."""
        workflow = BpmnWorkflow(self.spec)
        next(iter(workflow.get_tasks(state=TaskState.READY))).data["n"] = 0
        workflow.do_engine_steps()
        while not workflow.is_completed():
            if is_written:
                workflow = self.serializer.deserialize_json(self.serializer.serialize_json(workflow))
            next(iter(workflow.get_tasks(state=TaskState.READY, manual=True))).run()
            workflow.do_engine_steps()
        # One less than ours: what its parallel branches write is merged, the later copy over the earlier.
        if workflow.data["n"] != _COUNTED:
            raise RuntimeError(f"expected n to be {_COUNTED}, found {workflow.data}")


def _in_python(body: str) -> bytes:
    plain = re.sub(r"<bpmn:extensionElements>.*?</bpmn:extensionElements>", "", definitions(body).decode())
    scripted = plain.replace("</bpmn:scriptTask>", _SCRIPT)
    return scripted.replace("<bpmn:conditionExpression>=", "<bpmn:conditionExpression>").encode()
