"""The SpiffWorkflow seam: reads BPMN diagrams and runs them. Outside of here nothing knows SpiffWorkflow.

Read a bundle's diagrams with `read`, then `Execution.start(...)`, `advance()`, look at `waits`, tell it how they went
on, `advance()` again, and `dump()` what is to be kept.
"""

from engine.bpmn.datastores import DataStores
from engine.bpmn.decisions import Decisions
from engine.bpmn.elements import Element, EventDefinition, Flow, Process
from engine.bpmn.events import Event
from engine.bpmn.execution import Execution
from engine.bpmn.failures import Failure
from engine.bpmn.model import Examination, Model, Requirements, examine, read
from engine.bpmn.triggers import begin_timer, condition_holds, next_timer, starts_of
from engine.bpmn.waits import (
    CallWait,
    ConditionWait,
    JobWait,
    MessageWait,
    PickWait,
    SignalWait,
    TimerWait,
    UserTaskWait,
    Wait,
)

__all__ = [
    "CallWait",
    "ConditionWait",
    "DataStores",
    "Decisions",
    "Element",
    "Event",
    "EventDefinition",
    "Examination",
    "Execution",
    "Failure",
    "Flow",
    "JobWait",
    "MessageWait",
    "Model",
    "PickWait",
    "Process",
    "Requirements",
    "SignalWait",
    "TimerWait",
    "UserTaskWait",
    "Wait",
    "begin_timer",
    "condition_holds",
    "examine",
    "next_timer",
    "read",
    "starts_of",
]
