"""Collects the files of a process library: the shipped one, or a folder of the same shape."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import orjson

from engine.commands.bundles import File, FileKind

_PLACES: tuple[tuple[FileKind, str, str], ...] = (("bpmn", "bpmn", ".bpmn"), ("dmn", "dmn", ".dmn"))


class BadLibraryError(Exception):
    """The folder holds no library; the message says what was expected in it."""


def shipped() -> list[File]:
    """The library that comes with the product."""
    return [*_models(files("processes")), *_files(files("forms"), "form", ".json")]


def in_folder(folder: Path) -> list[File]:
    """The library in `folder`: bpmn/*.bpmn, dmn/*.dmn and forms/*.json; a kind without a folder is the shipped one."""
    if not folder.is_dir():
        raise BadLibraryError(f"{folder}: expected a folder with bpmn/, dmn/ and forms/")
    found = [*_models(folder), *_files(folder / "forms", "form", ".json")]
    if not found:
        raise BadLibraryError(f"{folder}: expected bpmn/*.bpmn, dmn/*.dmn or forms/*.json, found none of them")
    kinds = {file.kind for file in found}
    return [*found, *(file for file in shipped() if file.kind not in kinds)]


def process_ids() -> dict[str, str]:
    """Process id by return type."""
    rows = orjson.loads(files("processes").joinpath("return_types.json").read_bytes())
    return {row["code"]: row["process"] for row in rows}


def _models(root: Traversable) -> Iterator[File]:
    for kind, folder, ending in _PLACES:
        yield from _files(root.joinpath(folder), kind, ending)


def _files(folder: Traversable, kind: FileKind, ending: str) -> Iterator[File]:
    if folder.is_dir():
        for entry in sorted(folder.iterdir(), key=lambda it: it.name):
            if entry.name.endswith(ending):
                yield File(kind, entry.name, entry.read_bytes())
