"""Problems as a log in the Static Analysis Results Interchange Format (OASIS SARIF 2.1.0)."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from engine.errors import Problem
from engine.lint import explain

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def log(problems: Sequence[Problem]) -> dict[str, Any]:
    """One run with a result per problem; rules carry their documentation."""
    rules = sorted({problem.rule for problem in problems})
    driver = {
        "name": "returnflow lint",
        "version": version("returnflow"),
        "rules": [_rule(rule, problems) for rule in rules],
    }
    results = [_result(problem, rules.index(problem.rule)) for problem in problems]
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _rule(rule: str, problems: Sequence[Problem]) -> dict[str, Any]:
    explanation = explain(rule)
    if explanation is None:
        # Found while a file is read: the message says it all.
        severity = next(problem.severity for problem in problems if problem.rule == rule)
        return {"id": rule, "defaultConfiguration": {"level": _LEVELS[severity]}}
    parts = (explanation.summary, explanation.more, f"Bad:\n\n{explanation.bad}", f"Good:\n\n{explanation.good}")
    return {
        "id": rule,
        "shortDescription": {"text": explanation.summary},
        "help": {"text": "\n\n".join(part for part in parts if part)},
        "defaultConfiguration": {"level": _LEVELS[explanation.severity]},
    }


def _result(problem: Problem, rule_index: int) -> dict[str, Any]:
    text = problem.message if not problem.hint else f"{problem.message}. {problem.hint}"
    result: dict[str, Any] = {
        "ruleId": problem.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[problem.severity],
        "message": {"text": text},
    }
    location = _location(problem)
    if location:
        result["locations"] = [location]
    if problem.fix is not None:
        result["properties"] = {"quickFix": problem.fix.label}
    return result


def _location(problem: Problem) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if problem.file:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(problem.file)}}
        if problem.line:
            physical["region"] = {"startLine": problem.line}
        location["physicalLocation"] = physical
    if problem.element_id:
        location["logicalLocations"] = [{"name": problem.element_id, "kind": "element"}]
    return location


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
