"""The words that a bundle's diagrams use for their elements and decisions; a bundle never changes, so they are kept."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from lxml import etree
from sqlalchemy import Connection

from engine.queries import bundles

_KEPT = 64
_LOCK = threading.Lock()
_cache: "OrderedDict[int, BundleNames]" = OrderedDict()


@dataclass(frozen=True)
class BundleNames:
    """Name of the bundle, and names by id of its BPMN elements and DMN decisions."""

    bundle: str
    elements: dict[str, str]
    decisions: dict[str, str]


def names_of(conn: Connection, bundle_id: int) -> BundleNames:
    """The names in one bundle; ids without a name are not in the maps."""
    with _LOCK:
        known = _cache.get(bundle_id)
    if known is not None:
        return known
    found = _read(conn, bundle_id)
    with _LOCK:
        _cache[bundle_id] = found
        if len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return found


def _read(conn: Connection, bundle_id: int) -> BundleNames:
    elements: dict[str, str] = {}
    decisions: dict[str, str] = {}
    for file in bundles.files(conn, bundle_id):
        if file.kind in {"bpmn", "dmn"}:
            (elements if file.kind == "bpmn" else decisions).update(_named(file.content))
    return BundleNames(bundles.get(conn, bundle_id).name, elements, decisions)


def _named(xml: bytes) -> dict[str, str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    tree = etree.fromstring(xml, parser)
    return {node.get("id"): node.get("name") for node in tree.iter("*") if node.get("id") and node.get("name")}
