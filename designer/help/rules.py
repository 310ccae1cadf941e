"""The rules of diagrams as a part of the help pages: what each rule says of itself."""

from collections.abc import Iterator

from engine import lint
from engine.lint import Explanation

_GROUPS = (("error", "Errors"), ("warning", "Warnings"), ("info", "Good to know"))


def as_markdown() -> str:
    """A section per severity with every rule, its explanation and its examples."""
    found = [explanation for rule in lint.RULES if (explanation := lint.explain(rule)) is not None]
    parts: list[str] = []
    for severity, title in _GROUPS:
        parts.append(f"## {title}")
        for explanation in found:
            if explanation.severity == severity:
                parts += _explained(explanation)
    return "\n\n".join(parts) + "\n"


def _explained(explanation: Explanation) -> Iterator[str]:
    yield f"### {explanation.rule}"
    yield explanation.summary
    if explanation.more:
        yield explanation.more
    for title, example in (("With the problem:", explanation.bad), ("Without:", explanation.good)):
        if example:
            yield f"{title}\n\n```xml\n{example}\n```"
