"""Turns the XML tree of one file into processes; whatever the engine could not run rightly becomes a problem here."""

from typing import Any

from engine.bpmn.elements import Process
from engine.bpmn.reading.definitions import FileDefinitions
from engine.bpmn.reading.markup import tag
from engine.bpmn.reading.process import read_global_task, read_process
from engine.bpmn.vocabulary import GLOBAL_TASKS
from engine.errors import Problem


def read_processes(root: Any, file: str) -> tuple[list[Process], list[Problem]]:
    """Every process and global task of the definitions element `root`, and what is wrong with them so far."""
    definitions = FileDefinitions(root, file)
    processes = [read_process(node, definitions) for node in root.iterchildren(tag("process"))]
    tasks = [tag(kind) for kind in GLOBAL_TASKS]
    processes += [read_global_task(node, definitions) for node in root.iterchildren(*tasks)]
    return processes, definitions.problems
