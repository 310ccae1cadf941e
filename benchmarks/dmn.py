"""Decisions per second: a table of 20 rules and 5 inputs, single expressions (`python -m benchmarks.dmn`)."""

import time
from collections.abc import Callable
from decimal import Decimal

from engine.dmn import DecisionModel, feel, load

_NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_INPUTS = ("tier", "age", "condition", "quantity", "is_opened")
_SECONDS = 2.0


def table_model() -> DecisionModel:
    """20 rules that exclude each other, with texts, ranges, comparisons and booleans."""
    columns = "".join(f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in _INPUTS)
    rules = "".join(_rule(number) for number in range(20))
    requirements = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>' for name in _INPUTS
    )
    inputs = "".join(f'<inputData id="{name}" name="{name}"/>' for name in _INPUTS)
    return load(
        f'<definitions xmlns="{_NAMESPACE}" id="bench" name="bench" namespace="bench">{inputs}'
        f'<decision id="fee" name="fee">{requirements}<decisionTable>{columns}<output name="pct"/>{rules}'
        "</decisionTable></decision></definitions>"
    )


def _rule(number: int) -> str:
    tier = '"GOLD"' if number % 2 else '"STD", "CHANNEL"'
    low = number // 2 * 10
    cells = (tier, f"[{low}..{low + 10})", 'not("SCRAP")', "&gt; 0", "false" if number % 3 else "-")
    entries = "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells)
    return f'<rule id="r{number}">{entries}<outputEntry><text>{number}</text></outputEntry></rule>'


def rate(work: Callable[[], object]) -> float:
    """Calls per second over a fixed time, after a warm-up."""
    for _ in range(200):
        work()
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < _SECONDS:
        for _ in range(200):
            work()
        count += 200
    return count / (time.perf_counter() - start)


def main() -> None:
    model = table_model()
    context = {
        "tier": "GOLD",
        "age": Decimal(95),
        "condition": "OK",
        "quantity": Decimal(3),
        "is_opened": False,
    }
    print(f"table, 20 rules x 5 inputs: {rate(lambda: model.evaluate('fee', context)):,.0f} evaluations/s")
    price = feel.compile("round half up(quantity * list_price * (1 - discount / 100), 2)")
    scope = {"quantity": Decimal(3), "list_price": Decimal("19.99"), "discount": Decimal("12.5")}
    print(f"expression, a net price: {rate(lambda: price.evaluate(scope)):,.0f} evaluations/s")
    print(f"compiling that expression: {rate(lambda: feel.compile(price.text)):,.0f} texts/s")


if __name__ == "__main__":
    main()
