"""What each kind of edit replaces in the text of a diagram."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from engine.errors import Edit
from engine.lint.mending.markup import Tag, content, descend, tags

Replacement = tuple[int, int, str]


class NotApplicable(Exception):
    """The diagram has not got what the edit wants to change."""


class Text:
    """A diagram as text, with its elements by id and the picture's elements by what they show."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.by_id: dict[str, Tag] = {}
        self.shown: dict[str, list[Tag]] = defaultdict(list)
        self.mentions: dict[str, list[Tag]] = defaultdict(list)
        for tag in tags(text):
            self.by_id.setdefault(tag.attributes.get("id", ""), tag)
            self.shown[tag.attributes.get("bpmnElement", "")].append(tag)
            if tag.local in ("incoming", "outgoing"):
                self.mentions[content(text, tag)].append(tag)

    def of(self, element_id: str | None) -> Tag:
        if not element_id or element_id not in self.by_id:
            raise NotApplicable(element_id)
        return self.by_id[element_id]

    def replacements(self, edit: Edit) -> list[Replacement]:
        """What an edit replaces; raises NotApplicable."""
        return list(_ACTIONS[edit.action](self, edit))

    def without(self, tag: Tag) -> Replacement:
        """Take an element out, with the line that it stands on alone."""
        start = len(self.text[: tag.start].rstrip(" \t"))
        is_alone = self.text[:start].endswith("\n") and self.text[tag.end : tag.end + 1] in ("\n", "\r")
        return (start - 1 if is_alone else tag.start, tag.end, "")

    def with_attribute(self, tag: Tag, name: str, value: str | None) -> Replacement:
        if name in tag.spans:
            start, end = tag.spans[name]
            white = self.text[start : start + self.text[start:end].index(name)]
            return (start, end, "" if value is None else f"{white}{name}={quoteattr(value)}")
        if value is None:
            raise NotApplicable(name)
        place = max((end for _, end in tag.spans.values()), default=tag.start + 1 + len(tag.name))
        return (place, place, f" {name}={quoteattr(value)}")


def _set(text: Text, edit: Edit) -> Iterator[Replacement]:
    yield text.with_attribute(text.of(edit.element_id), edit.name, edit.value)


def _extension(text: Text, edit: Edit) -> Iterator[Replacement]:
    name, _, attribute = edit.name.partition(".")
    tag = text.of(edit.element_id).child("extensionElements", name)
    if tag is None:
        raise NotApplicable(edit.name)
    yield text.with_attribute(tag, attribute, edit.value)


def _timer(text: Text, edit: Edit) -> Iterator[Replacement]:
    definition = text.of(edit.element_id).child("timerEventDefinition")
    tag = definition.children[-1] if definition is not None and definition.children else None
    if tag is None or edit.value is None:
        raise NotApplicable(edit.element_id)
    yield (tag.inner, tag.outer, escape(edit.value))


def _condition(text: Text, edit: Edit) -> Iterator[Replacement]:
    tag = text.of(edit.element_id).child("conditionExpression")
    if tag is None:
        raise NotApplicable(edit.element_id)
    yield text.without(tag) if edit.value is None else (tag.inner, tag.outer, escape(edit.value))


def _become(text: Text, edit: Edit) -> Iterator[Replacement]:
    tag = text.of(edit.element_id)
    start = tag.start + 1 + len(tag.prefix)
    yield (start, start + len(tag.local), edit.value or "")
    if not tag.is_empty:
        start = tag.outer + 2 + len(tag.prefix)
        yield (start, start + len(tag.local), edit.value or "")


def _remove(text: Text, edit: Edit) -> Iterator[Replacement]:
    yield text.without(text.of(edit.element_id))
    for tag in (*text.mentions[edit.element_id], *text.shown[edit.element_id]):
        yield text.without(tag)


def _bypass(text: Text, edit: Edit) -> Iterator[Replacement]:
    flows = [tag for tag in text.by_id.values() if tag.local == "sequenceFlow"]
    coming = [tag for tag in flows if tag.attributes.get("targetRef") == edit.element_id]
    going = [tag for tag in flows if tag.attributes.get("sourceRef") == edit.element_id]
    if len(coming) != 1 or len(going) != 1:
        raise NotApplicable(edit.element_id)
    kept, gone = coming[0].attributes["id"], going[0].attributes["id"]
    node = text.of(edit.element_id)
    yield text.with_attribute(coming[0], "targetRef", going[0].attributes.get("targetRef", ""))
    yield text.without(node)
    yield text.without(going[0])
    for tag in text.mentions[gone]:
        if not node.start < tag.start < node.end:
            yield (tag.inner, tag.outer, escape(kept))
    for tag in (*text.shown[edit.element_id], *text.shown[gone]):
        yield text.without(tag)
    yield from _prolonged(text, kept, gone)


def _prolonged(text: Text, kept: str, gone: str) -> Iterator[Replacement]:
    """Lead the line of the flow that stays on along the line of the one that goes."""
    ways = [[it for edge in text.shown[flow_id] for it in descend(edge) if it.local == "waypoint"]
            for flow_id in (kept, gone)]  # fmt: skip
    if all(ways):
        last = max(ways[0], key=lambda tag: tag.start)
        added = sorted(ways[1], key=lambda tag: tag.start)
        yield (last.end, last.end, "".join(text.text[tag.start : tag.end] for tag in added))


_ACTIONS: Mapping[str, Callable[[Text, Edit], Iterator[Replacement]]] = {
    "set": _set,
    "extension": _extension,
    "timer": _timer,
    "condition": _condition,
    "become": _become,
    "remove": _remove,
    "bypass": _bypass,
}
