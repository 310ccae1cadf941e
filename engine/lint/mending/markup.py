"""The tags of a well-formed XML text with their places in it, so that single attributes can be replaced."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import unescape

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?P<closing>/)?(?P<name>[^\s/>]+)(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"\s+(?P<name>[^\s=]+)\s*=\s*(?P<value>\"[^\"]*\"|'[^']*')", re.DOTALL)
_ENTITIES = {"&quot;": '"', "&apos;": "'"}


@dataclass
class Tag:
    """An element: its start tag from `start` to `inner`, its content, and its end tag from `outer` to `end`."""

    name: str
    start: int
    inner: int
    attributes: dict[str, str]
    spans: dict[str, tuple[int, int]]  # each attribute with the white space before it
    is_empty: bool
    outer: int = 0
    end: int = 0
    children: list["Tag"] = field(default_factory=list)

    @property
    def local(self) -> str:
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix with its colon, or nothing."""
        return self.name[: len(self.name) - len(self.local)]

    def child(self, *path: str) -> "Tag | None":
        """The first element that these local names lead to."""
        found: Tag | None = self
        for local in path:
            found = next((tag for tag in found.children if tag.local == local), None) if found is not None else None
        return found


def tags(text: str) -> list[Tag]:
    """All elements of a well-formed text without a DOCTYPE, in document order."""
    found: list[Tag] = []
    opened: list[Tag] = []
    for match in _TOKEN.finditer(text):
        if match["name"] is None:
            continue
        if match["closing"]:
            tag = opened.pop()
            tag.outer, tag.end = match.start(), match.end()
            continue
        tag = _opened(match)
        found.append(tag)
        if opened:
            opened[-1].children.append(tag)
        if not tag.is_empty:
            opened.append(tag)
    return found


def _opened(match: re.Match[str]) -> Tag:
    rest, offset = match["rest"], match.start("rest")
    attributes, spans = {}, {}
    for one in _ATTRIBUTE.finditer(rest):
        attributes[one["name"]] = unescape(one["value"][1:-1], _ENTITIES)
        spans[one["name"]] = (offset + one.start(), offset + one.end())
    tag = Tag(match["name"], match.start(), match.end(), attributes, spans, rest.rstrip().endswith("/"))
    tag.outer = tag.end = match.end()
    return tag


def content(text: str, tag: Tag) -> str:
    """The text inside an element, as it stands there, without the white space around it."""
    return unescape(text[tag.inner : tag.outer].strip(), _ENTITIES)


def descend(tag: Tag) -> Iterator[Tag]:
    """The element and all below it."""
    pending = [tag]
    while pending:
        found = pending.pop()
        yield found
        pending += found.children
