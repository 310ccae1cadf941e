"""SpiffArena and SpiffWorkflow: extension elements whose expressions and scripts are Python."""

from typing import Any

from engine.bpmn.reading.markup import is_bpmn, local
from engine.bpmn.vendors.findings import Findings
from engine.bpmn.vendors.spiffarena import lanes, listed, messages, scripts, services, usertasks

__all__ = ["translate"]


def translate(container: Any, root: Any, findings: Findings) -> None:
    """Give every element of `container`, a process or the definitions around it, its equivalents."""
    groups = lanes.groups(container)
    catching = messages.variables(root)
    for node in list(container.iter()):
        if not is_bpmn(node):
            continue
        kind = local(node)
        if kind in ("userTask", "manualTask"):
            usertasks.translate(node, groups.get(node.get("id", "")), findings)
        elif kind in ("serviceTask", "sendTask"):
            services.translate(node, findings)
        elif kind == "businessRuleTask":
            services.translate_decision(node, findings)
        elif kind == "message":
            messages.translate(node, findings)
        messages.receive(node, catching)
        scripts.translate(node, kind, findings)
        listed.list_rest(node, findings)
