"""Small reading steps over DMN XML: local names, attributes, texts, ids; collects problems instead of stopping."""

from collections.abc import Iterator

from lxml import etree

from engine.dmn.model import Place, Reference
from engine.errors import Problem


class Reader:
    """What the readers of boxed expressions and of definitions share: the problems found so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.depth = 0  # of boxed expressions inside each other

    def problem(self, rule: str, message: str, at: Place, hint: str = "") -> None:
        self.problems.append(Problem(rule, message, hint, element_id=at.element_id, line=at.line))


def local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Child elements of the parent's own namespace, all or those with one of the names."""
    head, brace, _ = str(element.tag).rpartition("}")
    yield from element.iterchildren(*(f"{head}{brace}{name}" for name in names or ("*",)))


def child(element: etree._Element, *names: str) -> etree._Element | None:
    return next(children(element, *names), None)


def text_of(element: etree._Element | None) -> str | None:
    """The content of the <text> child."""
    if element is None:
        return None
    found = child(element, "text")
    return "".join(str(part) for part in found.itertext()) if found is not None else None


def content(element: etree._Element | None) -> str | None:
    return (element.text or "").strip() or None if element is not None else None


def attribute(element: etree._Element, name: str) -> str | None:
    value = element.get(name)
    return value.strip() if value is not None else None


def place(element: etree._Element) -> Place:
    """The nearest id on the way up, and the line of the element itself."""
    line = element.sourceline
    number = line if isinstance(line, int) else None
    current: etree._Element | None = element
    while current is not None:
        found = current.get("id")
        if found:
            return Place(found, number)
        current = current.getparent()
    return Place(None, number)


def type_ref(element: etree._Element | None, name: str = "typeRef") -> str | None:
    """A type reference, as attribute or child (DMN 1.1), without the XML prefix of FEEL or of the model."""
    if element is None:
        return None
    found = attribute(element, name) or content(child(element, name))
    if not found:
        return None
    if found.startswith("{"):
        return found.rpartition("}")[2]
    prefix, colon, rest = found.partition(":")
    return rest.strip() if (colon and prefix in element.nsmap) or prefix == "feel" else found


def reference(element: etree._Element | None) -> Reference | None:
    href = attribute(element, "href") if element is not None else None
    if not href:
        return None
    namespace, _, id_ = href.rpartition("#")
    return Reference(id_, namespace or None)
