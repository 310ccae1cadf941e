"""Evaluates an expression that somebody tries on a help page; nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

from designer.identity.actor import Actor
from engine.errors import EngineError
from engine.queries import expressions
from engine.queries.expressions import How

_MAX_CHARS = 10_000  # of what is written and of what is shown


@dataclass(frozen=True)
class Trial:
    """What is tried: FEEL `text` of a decision, a diagram or a table's cell, and its input `given`, FEEL too."""

    how: How = "expression"
    given: str = ""
    text: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Trial":
        """The trial in the fields of a form or an address."""
        how = fields.get("how")
        given, text = (fields.get(name, "").replace("\r\n", "\n") for name in ("given", "text"))
        return cls(cast(How, how) if how in get_args(How) else "expression", given, text)


@dataclass(frozen=True)
class Outcome:
    """What came of it: a value with its FEEL type and the reasons of nulls, or a refusal."""

    value: str = ""
    type: str = ""
    reasons: tuple[str, ...] = ()
    refusal: str = ""


def evaluate(actor: Actor, trial: Trial) -> Outcome:
    """The value of a trial; mistakes in it and limits that it reaches are outcomes, too. Raises Forbidden."""
    actor.require("decisions.evaluate")
    if len(trial.text) > _MAX_CHARS or len(trial.given) > _MAX_CHARS:
        return Outcome(refusal=f"expected at most {_MAX_CHARS} characters: make the expression or its input smaller")
    if not trial.text.strip():
        return Outcome(refusal="expected an expression: write one")
    try:
        tried = expressions.evaluate(trial.text, trial.given, trial.how)
    except EngineError as error:
        return Outcome(refusal=error.message)
    return Outcome(_shortened(tried.text), tried.type, tried.problems)


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_CHARS else f"{text[:_MAX_CHARS]}… ({len(text)} characters)"
