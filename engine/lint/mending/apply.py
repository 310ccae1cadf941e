"""Applies the edits of several fixes together; those that touch the same places wait for the next time."""

import codecs
import re
from collections.abc import Sequence
from itertools import pairwise

from engine.errors import Fix
from engine.lint.mending.edits import NotApplicable, Replacement, Text

_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def mend(content: bytes, fixes: Sequence[Fix]) -> tuple[bytes, list[Fix]]:
    """The well-formed diagram `content` with `fixes` applied, and those that were.

    A fix is left out whole when the diagram has not got what it wants to change, or when another fix changes the same
    place: lint again, and apply what is left.
    """
    if not fixes:
        return content, []
    encoding = _encoding(content)
    try:
        text = Text(content.decode(encoding))
    except (UnicodeDecodeError, LookupError):
        return content, []  # no text at all; reading says so
    done: list[Fix] = []
    taken: list[Replacement] = []
    for fix in fixes:
        try:
            wanted = [it for edit in fix.edits for it in text.replacements(edit)]
        except NotApplicable:
            continue
        if _is_free([*taken, *wanted]):
            taken += wanted
            done.append(fix)
    return _replaced(text.text, taken).encode(encoding), done


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    declared = _DECLARED.match(content)
    return declared[1].decode("ascii") if declared else "utf-8"


def _is_free(replacements: Sequence[Replacement]) -> bool:
    """Whether no two of them touch the same place."""
    ordered = sorted(replacements)
    return all(before[1] <= after[0] and before[:2] != after[:2] for before, after in pairwise(ordered))


def _replaced(text: str, replacements: Sequence[Replacement]) -> str:
    for start, end, new in sorted(replacements, reverse=True):
        text = text[:start] + new + text[end:]
    return text
