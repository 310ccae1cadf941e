"""Puts business calendars in force."""

from pathlib import Path

from engine import calendars


def use_folder(folder: Path) -> None:
    """Let the calendars in `*.json` of `folder` count in this process, and follow edits of them.

    InvalidModel with every problem of every file; what was in force before then stays.
    """
    calendars.put_in_force(calendars.Folder(folder))
