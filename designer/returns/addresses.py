"""Addresses of the list of returns: every filter stands in the URL, so that a view can be shared."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

KEPT = ("status", "type", "q", "sort", "view")


def with_changes(path: str, args: "MultiDict[str, str]", **changes: str | Sequence[str] | None) -> str:
    """`path` with the filters of `args`, some changed; None or an empty value takes one off, and the page restarts."""
    wanted: dict[str, Sequence[str]] = {name: args.getlist(name) for name in KEPT}
    for name, value in changes.items():
        wanted[name] = [value] if isinstance(value, str) else list(value or ())
    pairs = [(name, value) for name, values in wanted.items() for value in values if value]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def sort_columns(
    path: str, args: "MultiDict[str, str]", columns: Sequence[Mapping[str, object]], current: str
) -> list[dict[str, object]]:
    """The columns of a table with their sort links; a column that can be sorted has the key `by`."""
    found = []
    for column in columns:
        by = column.get("by")
        shown = dict(column)
        if isinstance(by, str):
            is_current = current.removeprefix("-") == by
            is_down = is_current and current.startswith("-")
            shown["sort"] = with_changes(path, args, sort=by if is_down or not is_current else f"-{by}")
            shown["sorted"] = ("desc" if is_down else "asc") if is_current else ""
        found.append(shown)
    return found
