"""Camunda 7 and what shares its attributes: Operaton, Flowable, Activiti."""

from typing import Any

from engine.bpmn.reading.markup import is_bpmn, local
from engine.bpmn.vendors.camunda7 import calls, events, listed, loops, scripts, services, usertasks
from engine.bpmn.vendors.camunda7.dialect import DIALECTS, Dialect
from engine.bpmn.vendors.camunda7.parameters import read_parameters
from engine.bpmn.vendors.findings import Findings

__all__ = ["DIALECTS", "Dialect", "translate"]


def translate(container: Any, dialect: Dialect, findings: Findings) -> None:
    """Give every element of `container`, a process or the definitions around it, its equivalents."""
    for node in list(container.iter()):
        if not is_bpmn(node):
            continue
        kind = local(node)
        if kind in _TRANSLATORS:
            parameters = read_parameters(node, dialect, findings)
            for translator in _TRANSLATORS[kind]:
                translator(node, dialect, parameters, findings)
            parameters.apply(node, kind, dialect, findings)
        elif kind == "multiInstanceLoopCharacteristics":
            loops.translate(node, dialect, findings)
        elif kind.endswith("EventDefinition"):
            events.translate(node, dialect, findings)
        listed.list_rest(node, dialect, findings)


# These have parameters at most.
_MAPPED = (
    "task", "manualTask", "receiveTask", "subProcess", "transaction", "adHocSubProcess", "startEvent", "endEvent",
    "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
)  # fmt: skip
_TRANSLATORS: dict[str, tuple[Any, ...]] = {
    "userTask": (usertasks.translate,),
    "serviceTask": (services.translate,),
    "sendTask": (services.translate,),
    "businessRuleTask": (calls.translate_decision, services.translate),
    "scriptTask": (scripts.translate,),
    "callActivity": (calls.translate_call,),
    **dict.fromkeys(_MAPPED, ()),
}
