"""What a file defines and uses, read safely and without running anything; the gate for everything that is uploaded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson
from lxml import etree

from engine.commands.bundles import FileKind
from engine.errors import InvalidModel, LimitExceeded, Problem

MAX_BYTES = 5 * 1024 * 1024
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
EXTENSION = "https://returnflow.dev/schema/bpmn"

# DMN has a namespace per version; what they share is the local names.
_DMN = re.compile(r"https?://www\.omg\.org/spec/DMN/[0-9]+/(MODEL/|dmn\.xsd)$")
_NAME = re.compile(r"[A-Za-z_]\w*$")


@dataclass(frozen=True)
class Named:
    """A process, decision or form that a file defines; `inputs` are the names that a decision reads."""

    id: str
    name: str
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """What a file is: its title, what it defines, and the ids of what it needs from other files."""

    title: str
    defines: tuple[Named, ...]
    processes: frozenset[str] = field(default_factory=frozenset)
    decisions: frozenset[str] = field(default_factory=frozenset)
    forms: frozenset[str] = field(default_factory=frozenset)


@lru_cache(maxsize=1024)
def read(kind: FileKind, content: bytes) -> Outline:
    """The outline of a file. InvalidModel says why it is none of its kind, LimitExceeded that it is too large."""
    if len(content) > MAX_BYTES:
        raise LimitExceeded(
            f"Nothing was stored: the file has {len(content):,} bytes, at most {MAX_BYTES:,} are taken.",
            code="model_too_large",
        )
    if kind == "form":
        return _form(content)
    root = _parse(kind, content)
    return _bpmn(root) if kind == "bpmn" else _dmn(root)


def _refused(rule: str, message: str, hint: str, line: int | None = None) -> InvalidModel:
    return InvalidModel([Problem(rule, message, hint=hint, line=line)], f"Nothing was stored: {message}. {hint}")


def _parse(kind: str, content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    word = kind.upper()
    try:
        root: Any = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise _refused("not-xml", f"expected XML, found {error}", f"Export the {word} file again.", line) from error
    if root.getroottree().docinfo.doctype:
        hint = "Remove the DOCTYPE and every entity; models need none."
        raise _refused("doctype", "the file declares a DOCTYPE, which could read other files", hint)
    name = etree.QName(root)
    is_wanted = name.namespace == BPMN if kind == "bpmn" else bool(_DMN.match(name.namespace or ""))
    if name.localname != "definitions" or not is_wanted:
        found = f"{name.localname} of {name.namespace or 'no namespace'}"
        hint = f"Choose a {word} file, or upload it where its kind belongs."
        raise _refused(f"not-{kind}", f"expected the definitions of a {word} model, found {found}", hint)
    return root


def _bpmn(root: Any) -> Outline:
    found = [_named(process) for process in root.iter(f"{{{BPMN}}}process")]
    if not found:
        raise _refused("no-process", "the BPMN file has no process", "Draw at least one process in it.")
    return Outline(
        title=found[0].name,
        defines=tuple(found),
        processes=_values(root, f"{{{BPMN}}}callActivity", "calledElement"),
        decisions=_values(root, f"{{{EXTENSION}}}decision", "ref"),
        forms=_values(root, f"{{{EXTENSION}}}task", "form"),
    )


def _named(element: Any) -> Named:
    element_id = element.get("id", "")
    return Named(element_id, element.get("name") or element_id)


def _values(root: Any, tag: str, attribute: str) -> frozenset[str]:
    return frozenset(element.get(attribute) for element in root.iter(tag) if element.get(attribute))


def _dmn(root: Any) -> Outline:
    decisions = {element.get("id", ""): element for element in root if _local(element) == "decision"}
    if not decisions:
        raise _refused("no-decision", "the DMN file has no decision", "Draw at least one decision in it.")
    inputs = {element.get("id", ""): element.get("name", "") for element in root if _local(element) == "inputData"}
    defined = tuple(
        Named(key, element.get("name") or key, _inputs_of(key, decisions, inputs, set()))
        for key, element in decisions.items()
    )
    return Outline(title=root.get("name") or defined[0].name, defines=defined)


def _local(element: Any) -> str:
    return "" if not isinstance(element.tag, str) else str(etree.QName(element).localname)


def _inputs_of(key: str, decisions: Mapping[str, Any], inputs: Mapping[str, str], seen: set[str]) -> tuple[str, ...]:
    """Names of the inputs that a decision needs, those of the decisions it requires included."""
    if key in seen or key not in decisions:
        return ()
    seen.add(key)
    found: list[str] = []
    for element in decisions[key].iter():
        if _local(element) == "requiredInput":
            found.append(inputs.get(_referred(element), ""))
        elif _local(element) == "requiredDecision":
            found += _inputs_of(_referred(element), decisions, inputs, seen)
    if not found:
        found = _column_names(decisions[key])
    return tuple(dict.fromkeys(name for name in found if name))


def _referred(element: Any) -> str:
    return str(element.get("href", "")).rpartition("#")[2]


def _column_names(decision: Any) -> list[str]:
    """The input columns that are plain names, for tables that are drawn without input data."""
    texts = [
        "".join(text.itertext()).strip()
        for expression in decision.iter()
        if _local(expression) == "inputExpression"
        for text in expression
        if _local(text) == "text"
    ]
    return [text for text in texts if _NAME.match(text)]


def _form(content: bytes) -> Outline:
    try:
        form = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        hint = "Mend the text where it breaks off."
        raise _refused("not-json", f"expected JSON, found {error}", hint, error.lineno) from error
    hint = 'A form is {"key": ..., "title": ..., "schema": ..., "uiSchema": ...}.'
    if not isinstance(form, dict) or not isinstance(form.get("schema"), dict):
        raise _refused("not-form", "expected an object with a schema", hint)
    key, title = form.get("key"), form.get("title")
    if not isinstance(key, str) or not key:
        raise _refused("no-key", "the form has no key", hint)
    return Outline(title=str(title or key), defines=(Named(key, str(title or key)),))
