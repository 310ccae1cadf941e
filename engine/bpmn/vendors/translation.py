"""One pass over a parsed file: which tools wrote it, and what each of them means."""

from typing import Any

from lxml import etree

from engine.bpmn.reading.markup import is_true, tag
from engine.bpmn.vendors import camunda7, camunda8, conditions, others, spiffarena
from engine.bpmn.vendors.camunda8.markup import ZEEBE
from engine.bpmn.vendors.findings import Findings
from engine.bpmn.vendors.spiffarena.markup import SPIFF
from engine.errors import Problem

_PROCESS = tag("process")


def translate(root: Any, file: str) -> list[Problem]:
    """Write the equivalents into the tree of definitions `root`; returns all that has none.

    A process that is not executable is a drawing: nothing is told about it.
    """
    findings = Findings(file)
    namespaces = _used(root)
    processes = list(root.iterchildren(_PROCESS))
    runs = any(_is_executable(process) for process in processes)
    for container in [*_definitions(root), *processes]:
        findings.is_muted = not (_is_executable(container) if container.tag == _PROCESS else runs)
        _translate(container, root, namespaces, findings)
    return findings.finished()


def _translate(container: Any, root: Any, namespaces: frozenset[str], findings: Findings) -> None:
    is_python = SPIFF in namespaces and ZEEBE not in namespaces
    conditions.translate(root, container, findings, is_python=is_python)
    for dialect in camunda7.DIALECTS:
        if dialect.namespace in namespaces:
            camunda7.translate(container, dialect, findings)
    if ZEEBE in namespaces:
        camunda8.translate(container, findings)
    if SPIFF in namespaces:
        spiffarena.translate(container, root, findings)
    understood = {dialect.namespace for dialect in camunda7.DIALECTS} | {ZEEBE, SPIFF}
    others.list_all(container, frozenset(understood), findings)


def _definitions(root: Any) -> list[Any]:
    """What the definitions hold besides processes: messages, errors, global tasks, collaborations; no drawings."""
    model = f"{{{etree.QName(root).namespace}}}*"
    return [node for node in root.iterchildren(model) if node.tag != _PROCESS]


def _is_executable(process: Any) -> bool:
    return is_true(process, "isExecutable", "true")


def _used(root: Any) -> frozenset[str]:
    """The namespaces that are declared at the root, or used anywhere."""
    found = {namespace for namespace in root.nsmap.values() if namespace}
    for node in root.iter(etree.Element):
        found.update(name[1:].partition("}")[0] for name in (node.tag, *node.attrib) if name.startswith("{"))
    return frozenset(found)
