"""Decision tables beside SpiffWorkflow's own DMN engine, how both grow, compile time, memory of a compiled model."""

import tracemalloc
from collections.abc import Callable
from importlib.resources import files
from itertools import cycle, islice
from statistics import median
from time import process_time
from typing import Any

from benchmarks.spiff_tables import SpiffTable
from benchmarks.tables import ARTICLES, BANDS, Shape, contexts, dmn, spiff_dmn
from engine.dmn import DecisionModel, feel, load

_SIZES = (20, 200, 2_000)
_QUESTIONS = 500
_SECONDS = 0.5  # of processor time per turn and contender, so that other work on the machine costs neither
_EXPRESSIONS = 1_000
_TEMPLATES = (
    "round half up(quantity * list_price * (1 - {0} / 100), 2)",
    'if tier = "GOLD" then {0} else {0} / 2',
    'date(returned_at) - date(delivered_at) <= duration("P{0}D")',
    "sum(lines[quantity > {0}].price)",
    "some line in lines satisfies line.price * line.quantity > {0}",
    'reason in ("REMORSE", "FIT") and age_days between {0} and {0} + 14',
    "count(for line in lines return line.price + {0})",
    "{{fee: amount * {0} / 100, total: amount - fee}}.total",
    'upper case(substring(code, 1, 3)) + "-{0}"',
    "max(0, min(amount, {0}) - restocking)",
)

Evaluate = Callable[[dict[str, Any]], Any]


def run(turns: int) -> None:
    """Print every figure; the turns of the contenders alternate."""
    for shape in (BANDS, ARTICLES):
        for size in _SIZES:
            _side_by_side(shape, size, turns)
    _compile_time(turns)
    _memory()


def _side_by_side(shape: Shape, size: int, turns: int) -> None:
    model, reference = load(dmn(shape, size)), SpiffTable(spiff_dmn(shape, size))
    questions = contexts(shape, size, _QUESTIONS)
    for question in questions[:100]:
        if model.evaluate("fee", question).value != reference.evaluate(question):
            raise SystemExit(f"expected both engines to agree, found that they do not on {question}")
    ours, theirs = [], []
    for _ in range(turns):
        theirs.append(rate(reference.evaluate, questions))
        ours.append(rate(lambda question: model.evaluate("fee", question), questions))
    ratio = median(mine / other for mine, other in zip(ours, theirs, strict=True))
    print(
        f"{size:5,} rules x 5 inputs, {shape.name:8}: {median(ours):9,.0f} /s"
        f"   SpiffWorkflow {median(theirs):8,.1f} /s   ratio {ratio:8,.1f}x",
        flush=True,
    )


def rate(evaluate: Evaluate, questions: list[dict[str, Any]]) -> float:
    """Evaluations per second of processor time, the questions asked one after the other."""
    endless, count, start = cycle(questions), 0, process_time()
    while (spent := process_time() - start) < _SECONDS:
        for question in islice(endless, 10):
            evaluate(question)
        count += 10
    return count / spent


def _compile_time(turns: int) -> None:
    texts = [_TEMPLATES[number % len(_TEMPLATES)].format(number) for number in range(_EXPRESSIONS)]
    seconds = []
    for _ in range(turns):
        start = process_time()
        for text in texts:
            feel.compile(text)
        seconds.append(process_time() - start)
    print(f"compiling {_EXPRESSIONS:,} expressions: {median(seconds) * 1000:,.0f} ms", flush=True)


def _memory() -> None:
    for shape in (BANDS, ARTICLES):
        for size in _SIZES:
            _, kilobytes = _measured(dmn(shape, size))
            print(f"compiled model, {size:5,} rules x 5 inputs, {shape.name:8}: {kilobytes:8,.0f} KB")
    shipped = [_measured(entry.read_bytes())[1] for entry in files("processes").joinpath("dmn").iterdir()]
    print(f"compiled models of the shipped library: median {median(shipped):,.0f} KB of {len(shipped)}")


def _measured(xml: str | bytes) -> tuple[DecisionModel, float]:
    """A model, and what it holds on to after loading."""
    load(xml)  # what is kept for all models is not this one's
    tracemalloc.start()
    model = load(xml)
    kilobytes = tracemalloc.get_traced_memory()[0] / 1024
    tracemalloc.stop()
    return model, kilobytes
