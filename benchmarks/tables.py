"""The decision tables that are measured, as plain rows, as DMN with FEEL cells, and as SpiffWorkflow wants them."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
INPUTS = ("item", "amount", "condition", "quantity", "is_opened")
_TIERS = ("GOLD", "STD", "CHANNEL", "VIP")
_CONDITIONS = ("NEW", "OPENED", "DAMAGED", "SCRAP")
_SEED = 7


@dataclass(frozen=True)
class Cell:
    """One test in both languages; an empty Python text tests nothing."""

    feel: str
    python: str


_ANY = Cell("-", "")


@dataclass(frozen=True)
class Shape:
    """How rows are made, and the context of a typical question to a table of so many rules."""

    name: str
    row: Callable[[int], tuple[Cell, ...]]
    context: Callable[[random.Random, int], dict[str, Any]]


def _band_row(number: int) -> tuple[Cell, ...]:
    low = number // 2 * 10
    tier = Cell('"GOLD"', '== "GOLD"') if number % 2 else Cell('"STD", "CHANNEL"', '? in ("STD", "CHANNEL")')
    return (tier, Cell(f"[{low}..{low + 10})", f"{low} <= ? < {low + 10}"), *_rest(number))


def _article_row(number: int) -> tuple[Cell, ...]:
    """Each article has a rule for small and one for large amounts."""
    article = f'"A-{number // 2:05}"'
    amount = Cell("< 50", "< 50") if number % 2 else Cell(">= 50", ">= 50")
    return (Cell(article, f"== {article}"), amount, *_rest(number))


def _rest(number: int) -> tuple[Cell, ...]:
    return (
        Cell('not("SCRAP")', '!= "SCRAP"'),
        Cell("> 0", "> 0"),
        Cell("false", "== False") if number % 3 else _ANY,
    )


def _context(item: str, amount: int, rng: random.Random) -> dict[str, Any]:
    return {
        "item": item,
        "amount": amount,
        "condition": rng.choice(_CONDITIONS),
        "quantity": rng.randrange(4),
        "is_opened": rng.random() < 0.3,
    }


BANDS = Shape(
    "ranges", _band_row, lambda rng, rules: _context(rng.choice(_TIERS), rng.randrange(rules // 2 * 10 + 10), rng)
)
ARTICLES = Shape(
    "equality",
    _article_row,
    lambda rng, rules: _context(f"A-{rng.randrange(rules // 2 + 1):05}", rng.randrange(100), rng),
)


def contexts(shape: Shape, rules: int, count: int) -> list[dict[str, Any]]:
    """Questions all over the table, and some that only its last rule answers."""
    rng = random.Random(_SEED)  # noqa: S311 (the same questions every time)
    return [shape.context(rng, rules) for _ in range(count)]


def rows(shape: Shape, rules: int) -> list[tuple[Cell, ...]]:
    """The cells of so many rules; the last one takes what no other does."""
    return [*(shape.row(number) for number in range(rules - 1)), (_ANY,) * len(INPUTS)]


def dmn(shape: Shape, rules: int) -> str:
    """The table as a DMN model with FEEL cells, hit policy FIRST, in a decision called fee."""
    data = "".join(f'<inputData id="{name}" name="{name}"/>' for name in INPUTS)
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>' for name in INPUTS
    )
    table = _table(shape, rules, "FIRST", lambda cell: cell.feel)
    return _definitions(f'{data}<decision id="fee" name="fee">{needs}{table}</decision>')


def spiff_dmn(shape: Shape, rules: int) -> str:
    """The same with Python cells; SpiffWorkflow's UNIQUE gives the first match and stops there."""
    table = _table(shape, rules, "UNIQUE", lambda cell: cell.python)
    return _definitions(f'<decision id="fee" name="fee">{table}</decision>')


def _definitions(content: str) -> str:
    return f'<definitions xmlns="{NAMESPACE}" id="bench" name="bench" namespace="bench">{content}</definitions>'


def _table(shape: Shape, rules: int, policy: str, text: Callable[[Cell], str]) -> str:
    columns = "".join(
        f'<input id="i_{name}"><inputExpression id="e_{name}"><text>{name}</text></inputExpression></input>'
        for name in INPUTS
    )
    body = "".join(_rule(number, [text(cell) for cell in row]) for number, row in enumerate(rows(shape, rules)))
    return f'<decisionTable id="t" hitPolicy="{policy}">{columns}<output id="o" name="pct"/>{body}</decisionTable>'


def _rule(number: int, texts: list[str]) -> str:
    entries = "".join(
        f'<inputEntry id="c{number}_{column}"><text>{escape(text)}</text></inputEntry>'
        for column, text in enumerate(texts)
    )
    return f'<rule id="r{number}">{entries}<outputEntry id="o{number}"><text>{number}</text></outputEntry></rule>'
