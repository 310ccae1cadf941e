"""Tools whose extensions nobody here understands: each is told once, and hinders nothing."""

from typing import Any

from lxml import etree

from engine.bpmn.reading.markup import tag
from engine.bpmn.vendors.findings import Findings

_NAMES = {
    "signavio.com": "Signavio",
    "jboss.org/drools": "jBPM",
    "jbpm": "jBPM",
    "kie.org": "Kogito",
    "bonitasoft": "Bonita",
    "bizagi": "Bizagi",
    "ariscloud": "ARIS",
    "softwareag": "ARIS",
    "trisotech": "Trisotech",
    "oracle.com": "Oracle",
    "ibm.com": "IBM",
    "visual-paradigm": "Visual Paradigm",
    "sparxsystems": "Enterprise Architect",
    "adonis": "ADONIS",
    "boc-": "ADONIS",
    "yaoqiang": "Yaoqiang",
    "bpmn.io": "bpmn.io",
}
# Standards of OMG and W3C, and colours: they say how it looks, not how it runs.
_OF_STANDARDS = ("http://www.omg.org/", "http://www.w3.org/", "http://bpmn.io/schema/bpmn/", "https://returnflow.dev/")


def list_all(container: Any, understood: frozenset[str], findings: Findings) -> None:
    """Tell the extension elements and attributes of all namespaces but those that were translated."""
    for node in container.iter(etree.Element):
        if node.getparent() is not None and node.getparent().tag == tag("extensionElements"):
            _tell(node, node.tag, understood, findings)
        for name in node.attrib:
            if name.startswith("{"):
                _tell(node, name, understood, findings)


def _tell(node: Any, name: str, understood: frozenset[str], findings: Findings) -> None:
    namespace, _, local_name = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    if namespace not in understood and not namespace.startswith(_OF_STANDARDS):
        vendor = next((known for part, known in _NAMES.items() if part in namespace.lower()), namespace)
        findings.harmless(vendor or "no namespace", local_name, node)
