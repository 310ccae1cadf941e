"""An evaluated decision as lines for a terminal: its value, and the trace as tables with a mark at every cell."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_MARKS = {"matched": "✓", "failed": "✗", "not reached": "·"}
_WIDTH = 40  # characters of a cell

Told = Mapping[str, Any]


def lines(answer: Told) -> Iterator[str]:
    """The lines of what `engine.queries.decisions.answer` gives, with the decision and the model before it."""
    yield f"{answer['decision']['name']} = {answer['text']}"
    for hit in answer["rules"]:
        note = f": {hit['annotation']}" if hit["annotation"] else ""
        yield f"  rule {hit['rule']} of {hit['decision_name']}{note}"
    for problem in answer["problems"]:
        yield f"  ! {_problem(problem)}"
    if "trace" in answer:
        yield from _trace(answer["trace"])


def _problem(problem: Told) -> str:
    where = f"{problem['element_id']}, " if problem["element_id"] else ""
    return f"{where}line {problem['line']}, column {problem['column']}: {problem['message']}"


def _trace(trace: Told) -> Iterator[str]:
    yield ""
    yield f"Model {trace['model']['name']}, version {trace['model']['hash'][:12]}, at {trace['at']}"
    yield "Inputs"
    for it in trace["inputs"]:
        yield f"  {it['name']} = {it['text']}" + ("" if it["source"] == "caller" else "  (missing)")
    yield from _steps(trace["steps"], "")
    for decision in trace["decisions"]:
        yield ""
        yield from _decision(decision, "")
    if trace["omitted"]:
        yield f"… {trace['omitted']} more tables, calls and contexts are not shown"


def _decision(decision: Told, indent: str) -> Iterator[str]:
    yield f"{indent}{decision['name']} = {decision['text']}"
    for it in decision["inputs"]:
        yield f"{indent}  {it['name']} = {it['text']}  ({it['source']['kind']})"
    if decision["logic"]["text"]:
        yield f"{indent}  " + " ".join(decision["logic"]["text"].split())
    yield from _steps(decision["steps"], f"{indent}  ")
    for problem in decision["problems"]:
        yield f"{indent}  ! {_problem(problem)}"


def _steps(steps: Sequence[Told], indent: str) -> Iterator[str]:
    for step in steps:
        if step["kind"] == "table":
            yield from _table(step, indent)
        elif step["kind"] == "context":
            for entry in step["entries"]:
                yield f"{indent}{entry['name']}: {entry['text']}"
        else:
            arguments = ", ".join(f"{it['name']}: {it['text']}" for it in step["arguments"])
            yield f"{indent}{step['name']}({arguments}) = {step['text']}"
            yield from _steps(step["steps"], f"{indent}  ")
            for decision in step["decisions"]:
                yield from _decision(decision, f"{indent}  ")


def _table(table: Told, indent: str) -> Iterator[str]:
    policy = " ".join(filter(None, (table["hit_policy"], table["aggregation"])))
    yield f"{indent}Table of {table['name']}, hit policy {policy}; ✓ matched  ✗ failed  · not reached  ▶ applied"
    head = ["", "", *(it["label"] for it in table["inputs"]), *(it["label"] or "result" for it in table["outputs"])]
    values = ["", "", *(f"= {it['text']}" for it in table["inputs"]), *("" for _ in table["outputs"])]
    rows = [[_cut(cell) for cell in row] for row in (head, values, *map(_row, table["rules"]))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield f"{indent}  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    for rule in table["rules"]:
        for cell in rule["cells"]:
            if cell["problem"]:
                yield f"{indent}  ! rule {rule['rule']}, {cell['text']}: {cell['problem']}"
    if table["omitted"]:
        yield f"{indent}  … {table['omitted']} more rules are not shown"
    yield from _steps(table["steps"], f"{indent}  ")


def _row(rule: Told) -> list[str]:
    cells = (f"{_MARKS[cell['result']]} {' '.join(cell['text'].split())}" for cell in rule["cells"])
    outputs = (" ".join(cell.get("text", cell["expression"]).split()) for cell in rule["outputs"])
    return ["▶" if rule["applied"] else " ", str(rule["rule"]), *cells, *outputs]


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
