"""The three kinds of documents as screens name them."""

from dataclasses import dataclass

from engine.commands.bundles import FileKind


@dataclass(frozen=True)
class Section:
    """One kind: its place in URLs and navigation, its words, its editor and its media type."""

    kind: FileKind
    path: str
    title: str
    word: str
    icon: str
    island: str
    media_type: str
    purpose: str


SECTIONS: dict[FileKind, Section] = {
    "bpmn": Section(
        "bpmn",
        "processes",
        "Processes",
        "process",
        "sitemap",
        "bpmn-modeler",
        "application/bpmn+xml",
        "A process is the way a return takes: its steps, the people and systems that do them, and what comes next.",
    ),
    "dmn": Section(
        "dmn",
        "decisions",
        "Decisions",
        "decision",
        "table",
        "dmn-modeler",
        "application/dmn+xml",
        "A decision holds business rules as tables: eligibility, fees, approval routes. Change a number, deploy, done.",
    ),
    "form": Section(
        "form",
        "forms",
        "Forms",
        "form",
        "forms",
        "form-editor",
        "application/json",
        "A form is what people fill in when they work on a task.",
    ),
}
