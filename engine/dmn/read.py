"""Reads DMN XML safely: no DOCTYPE, no entities, no network, at most 5 MB."""

from typing import Any

from lxml import etree

from engine.errors import InvalidModel, LimitExceeded, Problem

MAX_BYTES = 5 * 1024 * 1024
MODEL_NAMESPACES = frozenset(
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    ]
)


def parse(xml: bytes | str) -> etree._Element:
    """The root of a DMN document; InvalidModel says why it is none, LimitExceeded that it is too large."""
    data = _encoded(xml) if isinstance(xml, str) else xml
    if len(data) > MAX_BYTES:
        line = data.count(b"\n", 0, MAX_BYTES) + 1
        raise LimitExceeded(
            f"line {line}: limit dmn_bytes reached: at most {MAX_BYTES} bytes, found {len(data)}; split the model",
            details={"limit": "dmn_bytes", "maximum": MAX_BYTES, "line": line},
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(_without_encoding(data, xml), parser)
    except etree.XMLSyntaxError as error:
        raise _refused(f"expected well-formed XML, found: {error.msg}", line=error.lineno or 1) from error
    except (ValueError, LookupError) as error:
        raise _refused(f"expected XML text, found: {error}", line=1) from error
    info: Any = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        line = data.count(b"\n", 0, max(data.find(b"<!DOCTYPE"), 0)) + 1
        hint = "remove the DOCTYPE declaration and its entities"
        raise _refused("expected a document without DOCTYPE", hint=hint, line=line)
    _check_root(root)
    return root


def _encoded(xml: str) -> bytes:
    try:
        return xml.encode()
    except UnicodeEncodeError as error:
        line = xml.count("\n", 0, error.start) + 1
        raise _refused("expected whole characters, found half of a surrogate pair", line=line) from error


def _without_encoding(data: bytes, xml: bytes | str) -> bytes:
    """Text that was decoded already is UTF-8 here, whatever its XML declaration says."""
    if isinstance(xml, str) and xml.lstrip().startswith("<?xml"):
        return xml.lstrip().partition("?>")[2].encode()
    return data


def _check_root(root: etree._Element) -> None:
    name, line = etree.QName(root), root.sourceline
    if name.localname != "definitions" or name.namespace not in MODEL_NAMESPACES:
        raise _refused(
            f"expected the root <definitions> of DMN 1.1 to 1.6, found <{name.localname}> of {name.namespace!r}",
            hint="export the decision as DMN 1.3 or newer",
            line=line if isinstance(line, int) else 1,
        )


def _refused(message: str, *, hint: str = "", line: int | None = None) -> InvalidModel:
    return InvalidModel([Problem("dmn_xml", message, hint, line=line)])
