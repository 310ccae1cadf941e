"""How `returnflow lint` prints what it found: as lines, as JSON, as SARIF."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from designer.cli import sarif
from engine.errors import Problem

_WORDS = (("error", "errors"), ("warning", "warnings"), ("info", "infos"))


def as_text(problems: Sequence[Problem]) -> str:
    """One line per problem: file, element, rule, message, fix; what --fix would do stands in brackets."""
    return "\n".join(_line(problem) for problem in problems)


def _line(problem: Problem) -> str:
    fix = " ".join(part for part in (problem.hint, f"[{problem.fix.label}]" if problem.fix else "") if part)
    parts = (problem.file or "-", problem.element_id or "-", problem.rule, problem.message, fix or "-")
    return ": ".join(" ".join(part.split()) for part in parts)


def as_json(problems: Sequence[Problem]) -> str:
    """A JSON object with the list `problems`."""
    return _dumped({"problems": [asdict(problem) for problem in problems]})


def as_sarif(problems: Sequence[Problem]) -> str:
    """A SARIF 2.1.0 log, as code hosts and editors take it."""
    return _dumped(sarif.log(problems))


def _dumped(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


def summary(problems: Sequence[Problem]) -> str:
    """How many of each severity there are."""
    counts = [(sum(it.severity == one for it in problems), one, many) for one, many in _WORDS]
    said = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    return ", ".join(said) or "no problems"


FORMATS: Mapping[str, Callable[[Sequence[Problem]], str]] = {"text": as_text, "json": as_json, "sarif": as_sarif}
