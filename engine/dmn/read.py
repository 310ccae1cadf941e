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
    data = xml.encode() if isinstance(xml, str) else xml
    if len(data) > MAX_BYTES:
        raise LimitExceeded(
            f"limit dmn_bytes reached: at most {MAX_BYTES} bytes, found {len(data)}; split the model",
            details={"limit": "dmn_bytes", "maximum": MAX_BYTES},
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
        raise _refused(f"expected well-formed XML, found: {error.msg}", line=error.lineno) from error
    except ValueError as error:
        raise _refused(f"expected XML text, found: {error}") from error
    info: Any = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise _refused("expected a document without DOCTYPE", hint="remove the DOCTYPE declaration and its entities")
    _check_root(root)
    return root


def _without_encoding(data: bytes, xml: bytes | str) -> bytes:
    """Text that was decoded already is UTF-8 here, whatever its XML declaration says."""
    if isinstance(xml, str) and xml.lstrip().startswith("<?xml"):
        return xml.lstrip().partition("?>")[2].encode()
    return data


def _check_root(root: etree._Element) -> None:
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in MODEL_NAMESPACES:
        raise _refused(
            f"expected the root <definitions> of DMN 1.1 to 1.6, found <{name.localname}> of {name.namespace!r}",
            hint="export the decision as DMN 1.3 or newer",
        )


def _refused(message: str, *, hint: str = "", line: int | None = None) -> InvalidModel:
    return InvalidModel([Problem("dmn_xml", message, hint, line=line)])
