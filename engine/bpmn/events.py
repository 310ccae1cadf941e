"""What happened in an execution, in order; drained by the caller after each advance."""

from collections.abc import Mapping
from typing import Any, NamedTuple

NOTHING: Mapping[str, Any] = {}


class Event(NamedTuple):
    """`kind` is one of the constants below; ids are those of the diagram. A tuple, because there are very many."""

    kind: str
    element_id: str
    process_id: str
    token_id: int
    data: Mapping[str, Any] = NOTHING


ELEMENT_ENTERED = "element_entered"
ELEMENT_COMPLETED = "element_completed"
ELEMENT_CANCELLED = "element_cancelled"
FLOW_TAKEN = "flow_taken"
VARIABLES_SET = "variables_set"
DECISION_EVALUATED = "decision_evaluated"
MILESTONE_REACHED = "milestone_reached"
ERROR_THROWN = "error_thrown"
ESCALATION_THROWN = "escalation_thrown"
SIGNAL_THROWN = "signal_thrown"
MESSAGE_THROWN = "message_thrown"
COMPENSATION_THROWN = "compensation_thrown"
PROCESS_COMPLETED = "process_completed"
PROCESS_CANCELLED = "process_cancelled"
