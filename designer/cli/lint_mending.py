"""Applies quick fixes to the files that `returnflow lint --fix` was given."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from engine.commands.bundles import File
from engine.errors import Problem
from engine.lint.mending import mend

# One fix may make another one possible; fixes that undid each other would go on for ever.
MAX_ROUNDS = 10


def mend_all(
    files: Sequence[File], problems: Sequence[Problem], look: Callable[[Sequence[File]], list[Problem]]
) -> tuple[list[File], int]:
    """Apply every fix, look again, until there is none; writes the files that changed and counts the fixes."""
    now, count = list(files), 0
    for _ in range(MAX_ROUNDS):
        now, done = _mended(now, problems)
        count += done
        if not done:
            break
        problems = look(now)
    for before, after in zip(files, now, strict=True):
        if before.content != after.content:
            _write(after)
    return now, count


def _mended(files: Sequence[File], problems: Sequence[Problem]) -> tuple[list[File], int]:
    found, count = [], 0
    for file in files:
        fixes = [problem.fix for problem in problems if problem.fix is not None and problem.file == file.name]
        content, done = mend(file.content, fixes) if fixes else (file.content, [])
        found.append(replace(file, content=content))
        count += len(done)
    return found, count


def _write(file: File) -> None:
    """Put the file in place whole: a full disk leaves the old one."""
    path = Path(file.name)
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(file.content)
        beside.chmod(path.stat().st_mode)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error
