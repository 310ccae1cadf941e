"""The reference: SpiffWorkflow with JSON of everything into SQLite after each wait state, as a first try does."""

import json
from pathlib import Path
from time import perf_counter
from typing import Any

from pysqlite3 import dbapi2
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer import DEFAULT_CONFIG
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

MODELS = Path(__file__).parent / "models"


class _Environment(TaskDataEnvironment):  # type: ignore[misc]
    def call_service(self, context: Any, operation_name: str, operation_params: Any, task_data: Any = None) -> str:  # noqa: ARG002
        return json.dumps({"id": f"{operation_name}-1"})


class NaiveWrapper:
    """Holds each instance only in the database between two calls."""

    def __init__(self, database: Path) -> None:
        parser = SpiffBpmnParser()
        parser.add_bpmn_file(str(MODELS / "naive_return.bpmn"))
        parser.add_dmn_file(str(MODELS / "naive_return.dmn"))
        self.spec = parser.get_spec("standard_return")
        self.subprocesses = parser.get_subprocess_specs("standard_return")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(DEFAULT_CONFIG))
        self.scripts = PythonScriptEngine(environment=_Environment())
        self.connection = dbapi2.connect(str(database), timeout=60, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("CREATE TABLE IF NOT EXISTS instance (id INTEGER PRIMARY KEY, state TEXT)")

    def run(self, data: dict[str, Any]) -> tuple[int, float]:
        """One standard return from start to end; returns its bytes and the seconds of completing the user task."""
        workflow = BpmnWorkflow(self.spec, self.subprocesses, script_engine=self.scripts)
        workflow.get_next_task(state=TaskState.READY).data.update(data)
        cursor = self.connection.execute("INSERT INTO instance (state) VALUES ('')")
        instance_id = cursor.lastrowid
        size, task_seconds = 0, 0.0
        while not workflow.is_completed():
            begin = perf_counter()
            was_user_task = self._step(workflow)
            size = self._save(instance_id, workflow)
            workflow = self._load(instance_id)
            if was_user_task:
                task_seconds = perf_counter() - begin
        return size, task_seconds

    def _step(self, workflow: BpmnWorkflow) -> bool:
        """Go on until something that must be durable happened; whether that was the user task."""
        while True:
            ready: list[Task] = workflow.get_tasks(state=TaskState.READY)
            for task in ready:
                if task.task_spec.manual:
                    task.data["is_approved"] = True
                task.run()
                if task.task_spec.manual or "operation_name" in vars(task.task_spec):
                    return bool(task.task_spec.manual)
            if not ready:
                break
        for waiting in workflow.get_tasks(state=TaskState.WAITING):
            if hasattr(waiting.task_spec, "event_definition"):
                workflow.catch(BpmnEvent(waiting.task_spec.event_definition, {}))
                break
        return False

    def _save(self, instance_id: int, workflow: BpmnWorkflow) -> int:
        state = self.serializer.serialize_json(workflow)
        self.connection.execute("UPDATE instance SET state = ? WHERE id = ?", (state, instance_id))
        return len(state)

    def _load(self, instance_id: int) -> BpmnWorkflow:
        (state,) = self.connection.execute("SELECT state FROM instance WHERE id = ?", (instance_id,)).fetchone()
        workflow = self.serializer.deserialize_json(state)
        workflow.script_engine = self.scripts
        return workflow
