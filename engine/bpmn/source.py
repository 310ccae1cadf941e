"""Turns the bytes of a file into an XML tree, safely: no DOCTYPE, no entities, no network, capped size and depth."""

from typing import Any

from lxml import etree

from engine.bpmn import limits
from engine.bpmn.vocabulary import BPMN, FLOW_NODES
from engine.errors import Problem

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 100


class Unreadable(Exception):
    """The bytes are no usable BPMN file; `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def parse(content: bytes, file: str) -> Any:
    """The `bpmn:definitions` element of `content`; raises Unreadable with the reason."""
    if len(content) > MAX_BYTES:
        raise _unreadable(
            "too-big",
            f"the file has {len(content):,} bytes, at most {MAX_BYTES:,} are read",
            "split the diagram into called processes, or take embedded images out",
            file,
        )
    if _declares_doctype(content):
        raise _doctype(file)
    # A parser per call: lxml parsers are not to be shared between threads.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: Any = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        message = f"the file is not well-formed XML: {error}"
        raise _unreadable("not-xml", message, "export the diagram again from the modeler", file, line) from error
    tree: Any = root.getroottree()
    if tree.docinfo.doctype:
        raise _doctype(file)
    _check_depth(root, file)
    if root.tag != f"{{{BPMN}}}definitions":
        raise _unreadable(
            "not-bpmn",
            f"expected the root element definitions of {BPMN}, found {root.tag}",
            "upload a BPMN 2.0 diagram (*.bpmn)",
            file,
            root.sourceline,
        )
    _check_size(root, file)
    return root


def _declares_doctype(content: bytes) -> bool:
    """Whether a DOCTYPE stands before the root element; read without the XML parser, which would act on it."""
    place = 3 if content.startswith(b"\xef\xbb\xbf") else 0
    while True:
        while content[place : place + 1].isspace():
            place += 1
        for opening, closing in ((b"<?", b"?>"), (b"<!--", b"-->")):
            if content.startswith(opening, place):
                end = content.find(closing, place + len(opening))
                if end < 0:
                    return False
                place = end + len(closing)
                break
        else:
            return content.startswith(b"<!DOCTYPE", place)


def _check_depth(root: Any, file: str) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            message = f"elements are nested more than {MAX_DEPTH} deep"
            raise _unreadable("too-deep", message, "move inner sub-processes into called processes", file)


def _check_size(root: Any, file: str) -> None:
    kinds = (f"{{{BPMN}}}{kind}" for kind in (*FLOW_NODES, "sequenceFlow"))
    for count, limit, what in (
        (sum(1 for _ in root.iter(*kinds)), limits.ELEMENTS, "elements and flows"),
        (sum(1 for _ in root.iter()), limits.MARKUP, "XML elements"),
    ):
        if count > limit:
            message = f"the file has {count:,} {what}, at most {limit:,} are read"
            raise _unreadable("too-big", message, "split the diagram into called processes", file)


def _doctype(file: str) -> Unreadable:
    return _unreadable("doctype", "the file has a DOCTYPE, which is refused", "remove the <!DOCTYPE ...> part", file)


def _unreadable(rule: str, message: str, hint: str, file: str, line: int | None = None) -> Unreadable:
    return Unreadable(Problem(rule, message, hint=hint, file=file, line=line))
