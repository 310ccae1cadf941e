"""Makes DMN files that are wrong: mutated by bytes, elements, attributes and references."""

import copy
import random
from pathlib import Path

from lxml import etree

from tests.fuzz.hostilemodels import HOSTILE, NAMESPACE
from tests.fuzz.mutation import mutated_bytes, mutated_tokens
from tests.fuzz.seeds import ORDINARY, hostile

_HERE = Path(__file__).parent
_SEEDS = (_HERE / "everything.dmn", *sorted((_HERE.parents[1] / "processes" / "dmn").glob("*.dmn")))
_VALUES = (
    "",
    "   ",
    "true",
    "-1",
    "#",
    "#nowhere",
    "urn:x#y",
    "\u202e",
    "x" * 5_000,
    "UNIQUE",
    "COLLECT",
    "SUM",
    "context",
    "number",
    "tOrders",
    "Any",
    "list<number>",
    "äöü😀",
    "a b",
    "if",
    "?",
    "item",
    "1",
    "java",
    "../../etc/passwd",
)


class Maker:
    """Makes files with the random numbers that it is given."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._seeds = [path.read_bytes() for path in _SEEDS]
        self._seeds.extend([self._seeds[0]] * 6)

    def model(self) -> bytes:
        seed = self.rng.choice(self._seeds)
        match self.rng.randrange(10):
            case 0 | 1:
                return mutated_bytes(self.rng, seed)
            case 2:
                return self.rng.choice(HOSTILE)(self.rng)
        root = etree.fromstring(seed)
        for _ in range(self.rng.randint(1, 4)):
            self.rng.choice(_CHANGES)(self.rng, root)
        return etree.tostring(root, encoding=self.rng.choice(["UTF-8", "UTF-16", "ASCII"]))


def _any(rng: random.Random, root: etree._Element, name: str = "*") -> etree._Element:
    return rng.choice(list(root.iter(f"{{*}}{name}")) or [root])


def _remove(rng: random.Random, root: etree._Element) -> None:
    element = _any(rng, root)
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _double(rng: random.Random, root: etree._Element) -> None:
    element = _any(rng, root)
    parent = element.getparent()
    if parent is not None and len(element.xpath(".//*")) < 500:
        for _ in range(rng.choice([1, 1, 3, 50])):
            parent.append(copy.deepcopy(element))


def _move(rng: random.Random, root: etree._Element) -> None:
    element, target = _any(rng, root), _any(rng, root)
    if element is not root and element not in list(target.iterancestors()) and element is not target:
        target.append(element)


def _rename(rng: random.Random, root: etree._Element) -> None:
    _any(rng, root).tag = _any(rng, root).tag if rng.random() < 0.7 else f"{{{NAMESPACE}}}{rng.choice(['x', 'list'])}"


def _change_attribute(rng: random.Random, root: etree._Element) -> None:
    element, other = _any(rng, root), _any(rng, root)
    names = [*element.attrib, *other.attrib] or ["id"]
    element.set(rng.choice(names), rng.choice([*_VALUES, *map(str, other.attrib.values())]))


def _remove_attribute(rng: random.Random, root: etree._Element) -> None:
    element = _any(rng, root)
    for name in list(element.attrib)[: rng.randint(1, 2)]:
        del element.attrib[name]


def _redirect(rng: random.Random, root: etree._Element) -> None:
    """A reference to anything else: cycles, wrong kinds, nothing."""
    holders = list(root.xpath("//*[@href]")) or [root]
    ids = [*root.xpath("//@id"), "nowhere"]
    rng.choice(holders).set(
        "href", rng.choice(["#", "#", "#", "", "urn:everything#", "urn:nowhere#"]) + str(rng.choice(ids))
    )


def _retype(rng: random.Random, root: etree._Element) -> None:
    names = [*root.xpath("//*[local-name()='itemDefinition']/@name"), "number", "nonsense"]
    element = _any(rng, root, "typeRef")
    if len(element):
        element = _any(rng, root, "variable")
        element.set("typeRef", str(rng.choice(names)))
    else:
        element.text = str(rng.choice(names))


def _same_id(rng: random.Random, root: etree._Element) -> None:
    ids = list(root.xpath("//@id")) or ["x"]
    _any(rng, root).set("id", str(rng.choice(ids)))


def _change_text(rng: random.Random, root: etree._Element) -> None:
    element = _any(rng, root, "text")
    new = hostile(rng) if rng.random() < 0.3 else mutated_tokens(rng, element.text or "", ORDINARY)
    try:
        element.text = new[:20_000]
    except ValueError:  # XML cannot hold it
        element.text = rng.choice(ORDINARY)


_CHANGES = (
    _remove,
    _double,
    _move,
    _rename,
    _change_attribute,
    _change_attribute,
    _remove_attribute,
    _redirect,
    _redirect,
    _retype,
    _same_id,
    _change_text,
    _change_text,
    _change_text,
)
