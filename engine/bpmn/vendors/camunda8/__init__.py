"""Camunda 8 (Zeebe): extension elements whose expressions are FEEL already."""

from typing import Any

from engine.bpmn.reading.markup import is_bpmn, local
from engine.bpmn.vendors.camunda8 import (
    adhoc,
    calls,
    jobs,
    listed,
    loops,
    mappings,
    messages,
    scripts,
    texts,
    usertasks,
)
from engine.bpmn.vendors.findings import Findings

__all__ = ["translate"]


def translate(container: Any, findings: Findings) -> None:
    """Give every element of `container`, a process or the definitions around it, its equivalents."""
    for node in list(container.iter()):
        if not is_bpmn(node):
            continue
        kind = local(node)
        found = mappings.read_mappings(node, findings)
        for translator in _TRANSLATORS.get(kind, ()):
            translator(node, found, findings)
        found.apply(node, kind, findings)
        texts.translate(node, findings)
        listed.list_rest(node, findings)


_JOB = (jobs.translate,)
_TRANSLATORS: dict[str, tuple[Any, ...]] = {
    "serviceTask": _JOB,
    "sendTask": _JOB,
    "endEvent": _JOB,
    "intermediateThrowEvent": _JOB,
    "businessRuleTask": (calls.translate_decision, jobs.translate),
    "scriptTask": (scripts.translate, jobs.translate),
    "userTask": (usertasks.translate,),
    "adHocSubProcess": (adhoc.translate,),
    "callActivity": (calls.translate_call,),
    "multiInstanceLoopCharacteristics": (loops.translate,),
    "message": (messages.translate,),
}
