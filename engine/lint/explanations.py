"""What the rules say of themselves: their docstrings, for the help pages and for reports."""

import re
import sys
from dataclasses import dataclass
from functools import cache
from textwrap import dedent

from engine.errors import Severity
from engine.lint.registry import RULES

_EXAMPLE = r"^{}::\n\n((?:    .*(?:\n|$)|\n)+)"


@dataclass(frozen=True)
class Explanation:
    """A rule in words. `severity` is the usual one; `bad` and `good` are cut-outs of diagrams."""

    rule: str
    severity: Severity
    summary: str
    more: str
    bad: str
    good: str


def explain(rule: str) -> Explanation | None:
    """What there is to say of a rule; None for a problem that reading a file finds: it explains itself."""
    return _explain(rule) if rule in RULES else None


@cache
def _explain(rule: str) -> Explanation:
    module = sys.modules[RULES[rule].__module__]
    text = module.__doc__ or ""
    summary, *others = text.split("Bad::")[0].strip().split("\n\n")
    more = "\n\n".join(" ".join(paragraph.split()) for paragraph in others)
    severity: Severity = getattr(module, "SEVERITY", "error")
    return Explanation(rule, severity, " ".join(summary.split()), more, _example(text, "Bad"), _example(text, "Good"))


def _example(text: str, which: str) -> str:
    match = re.search(_EXAMPLE.format(which), text, re.MULTILINE)
    return dedent(match[1]).strip("\n") if match else ""
