"""The files that `returnflow lint` is given: which kind each is, and what is in folders."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.commands.bundles import File, FileKind
from engine.errors import Problem

MAX_BYTES = 5 * 1024 * 1024
_KINDS: dict[str, FileKind] = {".bpmn": "bpmn", ".bpmn2": "bpmn", ".xml": "bpmn", ".dmn": "dmn", ".json": "form"}
_IN_FOLDERS = (".bpmn", ".bpmn2", ".dmn", ".json")


def read(paths: Sequence[Path]) -> tuple[list[File], list[Problem]]:
    """The files at `paths`, folders searched, and a problem for each that cannot be read."""
    files: dict[Path, File] = {}
    problems: list[Problem] = []
    for path in paths:
        for found in _within(path):
            try:
                files.setdefault(found, _read(found))
            except OSError as error:
                problems.append(_unreadable(found, error.strerror or "it cannot be read"))
            except ValueError as error:
                problems.append(_unreadable(found, str(error)))
        if path.is_dir() and not any(path in found.parents for found in files):
            problems.append(_unreadable(path, "the folder has no BPMN, DMN or form files"))
    return list(files.values()), problems


def _within(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for found in sorted(path.rglob("*")):
        if found.suffix.lower() in _IN_FOLDERS and found.is_file() and (found.suffix != ".json" or _is_form(found)):
            yield found


def _is_form(path: Path) -> bool:
    """Whether a JSON file in a folder is a form; there may be others beside them."""
    try:
        found = json.loads(path.read_bytes()[: MAX_BYTES + 1])
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "key" in found and "schema" in found


def _read(path: Path) -> File:
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise ValueError(f"expected a file that ends in {', '.join(sorted(_KINDS))}")
    with path.open("rb") as stream:
        # One byte more than is taken, so that the reader can say that it is too much.
        return File(kind, str(path), stream.read(MAX_BYTES + 1))


def _unreadable(path: Path, reason: str) -> Problem:
    hint = "name a .bpmn, .dmn or .json file, or a folder of them"
    return Problem("unreadable-file", f"the file cannot be read: {reason}", hint, file=str(path))
