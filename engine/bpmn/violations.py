"""Says in plain words what an XML schema validator found, and whether it can matter when a process runs."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NAMESPACE = re.compile(r"\{\w+:[^{}']*\}")
_ELEMENT = re.compile(r"Element '([^']*)'(?:, attribute '([^']*)')?: (.*)", re.DOTALL)
_QUOTED = re.compile(r"'([^']*)'")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (.*) \)")

# Ids and references are read as texts: whether they are XML names does not matter for running.
_AS_TEXTS = frozenset({"ID", "NCName", "QName", "anyURI", "IDREF"})
_TYPES = {
    "boolean": "true or false",
    "integer": "a whole number",
    "int": "a whole number",
    "double": "a number",
    "ID": "an id that stands once in the file and is made of letters, digits, - _ and .",
    "NCName": "a name made of letters, digits, - _ and .",
    "QName": "the id of another element",
    "anyURI": "an address",
}
_DECLARED = re.compile(r'<xsd:element [^>]*\b(?:name|ref)="(?:\w+:)?(\w+)"')
_SHOWN = 8  # names in a list of what is expected


@dataclass(frozen=True)
class Violation:
    """One violation in words."""

    rule: str
    message: str
    hint: str
    concerns_running: bool


def violation_of(kind: str, message: str) -> Violation:
    """The violation that libxml2 calls `kind` and describes as `message`."""
    plain = _NAMESPACE.sub("", message)
    match = _ELEMENT.match(plain)
    if match is None:
        return Violation("schema-content", plain[:300], "see the schema of BPMN 2.0", concerns_running=False)
    element, attribute, said = match[1], match[2] or "", match[3].strip()
    return _SAYINGS.get(kind, _other)(element, attribute, said)


def _content(element: str, attribute: str, said: str) -> Violation:  # noqa: ARG001
    expected = _listed(said)
    if said.startswith("Missing child"):
        message = f"{element} lacks a part; expected {expected or 'more'}"
        return Violation("schema-content", message, "draw it again, or export the file anew", concerns_running=False)
    if element not in _known_names():
        message = f"BPMN has no element {element} here; expected {expected or 'nothing more'}"
        return Violation("schema-content", message, "correct the name, or remove it", concerns_running=True)
    message = f"{element} stands where the schema has {expected or 'nothing more'}"
    hint = "the engine reads by name, not by order; other tools may refuse the file"
    return Violation("schema-content", message, hint, concerns_running=False)


def _not_allowed(element: str, attribute: str, said: str) -> Violation:  # noqa: ARG001
    message = f"{element} has no attribute {attribute}"
    return Violation("schema-attribute", message, "correct or remove it: it has no effect", concerns_running=False)


def _required(element: str, attribute: str, said: str) -> Violation:  # noqa: ARG001
    name = next(iter(_QUOTED.findall(said)), "")
    hint = "write it, or export the file again"
    return Violation(
        "schema-attribute", f"{element} lacks the attribute {name}", hint, concerns_running=name != "targetNamespace"
    )


def _value(element: str, attribute: str, said: str) -> Violation:
    found, _, rest = said.partition("is not a valid value of")
    type_name = (_QUOTED.findall(rest) or [""])[-1].partition(":")[2]
    value = (_QUOTED.findall(found) or [""])[0]
    owner = f"{attribute} of {element}" if attribute else element
    expected = _TYPES.get(type_name, "another value")
    message = f"expected {expected} as {owner}, found {value[:80]!r}"
    return Violation("schema-value", message, "correct the value", concerns_running=type_name not in _AS_TEXTS)


def _choice(element: str, attribute: str, said: str) -> Violation:
    value, *allowed = _QUOTED.findall(said.partition("The value")[2])
    owner = f"{attribute} of {element}" if attribute else element
    message = f"expected {' or '.join(allowed[:_SHOWN])} as {owner}, found {value[:80]!r}"
    # Which way a gateway looks is drawn, not read.
    return Violation("schema-value", message, "choose one of these", concerns_running=attribute != "gatewayDirection")


def _text(element: str, attribute: str, said: str) -> Violation:  # noqa: ARG001
    return Violation("schema-content", f"{element} holds a text between its parts", "remove it", concerns_running=False)


def _type(element: str, attribute: str, said: str) -> Violation:  # noqa: ARG001
    name = (_QUOTED.findall(said) or [""])[0]
    message = f"{element} says that it is a {name}, a type that BPMN does not have"
    hint = "write xsi:type with the prefix of BPMN, as in bpmn:tFormalExpression"
    return Violation("schema-value", message, hint, concerns_running=False)


def _other(element: str, attribute: str, said: str) -> Violation:  # noqa: ARG001
    message = f"{element} is not as the schema of BPMN has it: {said[:200]}"
    return Violation("schema-content", message, "export the file again", concerns_running=False)


def _listed(said: str) -> str:
    match = _EXPECTED.search(said)
    names = [name.strip() for name in match[1].split(",")] if match else []
    more = f" or {len(names) - _SHOWN} others" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


@cache
def _known_names() -> frozenset[str]:
    """The names of all elements that the schemas of BPMN declare."""
    folder = files("SpiffWorkflow.bpmn.parser").joinpath("schema")
    texts = [folder.joinpath(name).read_text("utf-8") for name in ("Semantic.xsd", "BPMNDI.xsd")]
    return frozenset(name for text in texts for name in _DECLARED.findall(text))


_SAYINGS: dict[str, Callable[[str, str, str], Violation]] = {
    "SCHEMAV_ELEMENT_CONTENT": _content,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": _not_allowed,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": _not_allowed,
    "SCHEMAV_CVC_COMPLEX_TYPE_4": _required,
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": _value,
    "SCHEMAV_CVC_ENUMERATION_VALID": _choice,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": _text,
    "SCHEMAV_CVC_ELT_4_2": _type,
}
