"""Small diagrams in the words of other tools, and what becomes of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from engine.bpmn import source, vendors
from engine.bpmn.reading.markup import tag, text
from engine.bpmn.vocabulary import RETURNFLOW
from engine.errors import Problem

DEFINITIONS = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:returnflow="https://returnflow.dev/schema/bpmn" targetNamespace="test"{namespaces}>'
    '{more}<bpmn:process id="p" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'
)


@dataclass(frozen=True)
class Translated:
    root: Any
    problems: list[Problem]

    def found(self, element_id: str) -> dict[str, Any]:
        """Our extension elements of an element, by name; inputs and outputs as dicts."""
        node = next(one for one in self.root.iter() if one.get("id") == element_id)
        made: dict[str, Any] = {"kind": node.tag.rpartition("}")[2]}
        for one in node.iterfind(f"{tag('extensionElements')}/{{{RETURNFLOW}}}*"):
            name = one.tag.rpartition("}")[2]
            if name in ("input", "output"):
                made.setdefault(f"{name}s", {})[one.get("name")] = one.get("value")
            else:
                made[name] = dict(one.attrib)
        return made

    def text(self, element: str) -> str | None:
        return text(next(self.root.iter(tag(element))))

    @property
    def told(self) -> list[tuple[str, str, str | None]]:
        return [(problem.severity, problem.rule, problem.element_id) for problem in self.problems]


@pytest.fixture
def translate() -> Callable[..., Translated]:
    """What becomes of a process with this content; `namespaces` are the declarations of the tool."""

    def make(body: str, namespaces: str = "", more: str = "") -> Translated:
        content = DEFINITIONS.format(body=body, namespaces=f" {namespaces}" if namespaces else "", more=more)
        root = source.parse(content.encode(), "x.bpmn")
        return Translated(root, vendors.translate(root, "x.bpmn"))

    return make
