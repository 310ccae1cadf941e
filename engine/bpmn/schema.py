"""Validates files against the XML schemas of the OMG (BPMN 2.0.2, 15.3), which SpiffWorkflow carries along.

What concerns how a process runs is an error: a value that is none of its type, a missing reference, an element that
BPMN does not have. What only concerns how the file is written is a warning: the order of children, attributes that
the schema does not know, ids that are no XML names, the picture, whatever stands in a drawing.
"""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from lxml import etree

from engine.bpmn import source
from engine.bpmn.reading.markup import is_bpmn, tag
from engine.bpmn.violations import Violation, violation_of
from engine.errors import Problem, Severity

# More violations per file are told as kinds with a count: finding the place of each costs a look at all its siblings.
MAX_TOLD = 100
_CHUNK = 64 * 1024
_STEP = re.compile(r"(?:(?P<prefix>[^:\[\]]+):)?(?P<name>[^:\[\]]+)(?:\[(?P<number>\d+)\])?")

# Its list of errors belongs to the schema object, so one validation runs at a time.
_lock = threading.Lock()


def problems(content: bytes, file: str) -> list[Problem]:
    """Every violation of the schema; none for what cannot be read at all, which reading tells."""
    try:
        root = source.parse(content, file)
    except source.Unreadable:
        return []
    kinds = _counted(content)
    if sum(kinds.values()) > MAX_TOLD:
        return list(_by_kind(kinds, file))
    with _lock:
        _schema().validate(root.getroottree())
        found = [(entry.type_name, entry.message, entry.path) for entry in _schema().error_log]
    return [_placed(violation_of(kind, message), _node(root, path), file) for kind, message, path in found]


@cache
def _schema() -> Any:
    with as_file(files("SpiffWorkflow.bpmn.parser").joinpath("schema")) as folder:
        parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
        return etree.XMLSchema(etree.parse(str(folder / "BPMN20.xsd"), parser))


def _counted(content: bytes) -> Counter[tuple[str, str]]:
    """How often each violation is met, stopped when they are too many to be placed; linear in the size of the file."""
    parser = etree.XMLParser(schema=_schema(), resolve_entities=False, no_network=True, load_dtd=False)
    with _lock:
        for start in range(0, len(content), _CHUNK):
            try:
                parser.feed(content[start : start + _CHUNK])
            except etree.XMLSyntaxError:
                break
            if len(parser.feed_error_log) > MAX_TOLD:
                break
        else:
            _close(parser)
        return Counter((entry.type_name, entry.message) for entry in parser.feed_error_log)


def _close(parser: Any) -> None:
    with suppress(etree.XMLSyntaxError):  # its list of errors says why
        parser.close()


def _by_kind(kinds: Counter[tuple[str, str]], file: str) -> Iterator[Problem]:
    """The kinds of violations of a file with very many of them, each once."""
    texts: Counter[Violation] = Counter()
    for (kind, message), count in kinds.items():
        texts[violation_of(kind, message)] += count
    for violation, count in texts.most_common(MAX_TOLD):
        severity: Severity = "error" if violation.concerns_running else "warning"
        message = f"{violation.message} (met {count} times before the search was given up)"
        yield Problem(violation.rule, message, violation.hint, file=file, severity=severity)


def _placed(violation: Violation, node: Any, file: str) -> Problem:
    severity: Severity = "error" if violation.concerns_running and _is_run(node) else "warning"
    element_id = next((one.get("id") for one in (node, *node.iterancestors()) if one.get("id")), None)
    return Problem(violation.rule, violation.message, violation.hint, element_id, file, node.sourceline, severity)


def _is_run(node: Any) -> bool:
    """Whether the node is part of an executable process."""
    process = next((one for one in (node, *node.iterancestors()) if one.tag == tag("process")), None)
    return process is not None and process.get("isExecutable", "true") not in {"false", "0"} and is_bpmn(node)


def _node(root: Any, path: str | None) -> Any:
    """The element at a path such as /*/*[2]/di:Shape[3], whose steps count elements."""
    node = root
    for text in (path or "").split("/")[2:]:
        step = _STEP.fullmatch(text)
        if step is None:
            break
        found = _child(node, step["name"], int(step["number"] or 1))
        if found is None:
            break
        node = found
    return node


def _child(node: Any, name: str, number: int) -> Any:
    """The child element of this number; found by the XML library, because there may be very many."""
    if name == "*":
        try:
            return node[number - 1]
        except IndexError:
            return None
    found = node.xpath("*[local-name() = $name][$number]", name=name, number=number)
    return found[0] if found else None
