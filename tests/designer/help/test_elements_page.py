"""The page about elements leaves none of them out."""

import re
from pathlib import Path

import designer.help
from engine.bpmn.validation.events import ALLOWED
from engine.bpmn.vocabulary import FLOW_NODES

PAGE = (Path(designer.help.__file__).parent / "texts" / "elements.md").read_text().lower()


def in_words(kind: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower().replace("sub process", "sub-process")


def test_every_element_that_runs_is_explained() -> None:
    kinds = {in_words(kind).replace("ad hoc", "ad-hoc").replace("event based", "event-based") for kind in FLOW_NODES}
    events = {kind for kind in kinds if kind.endswith(" event")}
    assert sorted(kind for kind in kinds - events if kind not in PAGE) == []


def test_every_kind_of_event_is_explained() -> None:
    words = {"conditional": "condition", "compensate": "compensation"}
    kinds = {words.get(kind, kind) for kinds in ALLOWED.values() for kind in kinds} - {"none"}
    assert sorted(kind for kind in kinds if f"| {kind} |" not in PAGE) == []
