"""Compiles `for`, `some`, `every` and filters."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from engine.dmn.feel import ast
from engine.dmn.feel.calendar import date_days, make_date
from engine.dmn.feel.comparison import compare
from engine.dmn.feel.compiler import Compiler, Layer, is_number, rule
from engine.dmn.feel.decimal128 import is_whole
from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Code, Frame, Run
from engine.dmn.feel.values import Range, Value, kind
from engine.errors import LimitExceeded

_Source = Callable[[Frame], Iterator[Value]]
_ITEM = frozenset(["item"])


def counted(start: Value, end: Value) -> Iterator[Value]:
    """Whole numbers or dates from `start` to `end`, both included, upwards or downwards."""
    if kind(start) == kind(end) == "date":
        low, high = date_days(start), date_days(end)
        return (make_date(days) for days in _steps(low, high))
    if not (is_number(start) and is_number(end)) or not (is_whole(start) and is_whole(end)):
        raise Failure(f"expected two whole numbers or two dates, found {kind(start)} and {kind(end)}")
    return (Decimal(number) for number in _steps(int(start), int(end)))


def _steps(low: int, high: int) -> range:
    if abs(high - low) > LIMITS.list_items:
        raise exceeded("list_items")
    return range(low, high + 1) if low <= high else range(low, high - 1, -1)


def elements(value: Value, run: Run) -> Iterator[Value]:
    """What an iteration over `value` sees: the items of a list, of a closed range, or the single value."""
    if isinstance(value, list):
        run.spend(len(value))
        return iter(value)
    if isinstance(value, Range):
        return range_elements(value)
    if value is None:
        raise Failure("expected a list to iterate over, found null")
    return iter([value])


def range_elements(value: Range) -> Iterator[Value]:
    """The whole numbers or dates of a range; open ends are left out."""
    if value.start is None or value.end is None:
        raise Failure("expected a range with two ends to iterate over")
    if compare(">", value.start, value.end):
        raise Failure("expected a range whose start is not after its end")
    items = list(counted(value.start, value.end))
    if items and not value.start_included:
        del items[0]
    if items and not value.end_included:
        del items[-1]
    return iter(items)


def _iterations(compiler: Compiler, node: ast.For | ast.Quantified) -> tuple[list[tuple[str, _Source]], list[Layer]]:
    """Each iteration's name and source; every source sees the names before it."""
    layers: list[Layer] = []
    compiled: list[tuple[str, _Source]] = []
    for iteration in node.iterations:
        start = compiler.inner(iteration.source, *layers)
        end = compiler.inner(iteration.end, *layers) if iteration.end else None
        compiled.append((iteration.name, _source(start, end)))
        layers.append(frozenset([iteration.name]))
    return compiled, layers


def _source(start: Code, end: Code | None) -> _Source:
    if end is None:
        return lambda frame: elements(start(frame), frame.run)
    return lambda frame: counted(start(frame), end(frame))


def _combinations(iterations: list[tuple[str, _Source]], frame: Frame, price: int, level: int = 0) -> Iterator[Frame]:
    """A frame for each combination of items; using it is worth `price` steps."""
    name, source = iterations[level]
    is_last = level + 1 == len(iterations)
    for value in source(frame):
        frame.run.spend(price if is_last else 1)
        inner = Frame({name: value}, frame.run, frame)
        if not is_last:
            yield from _combinations(iterations, inner, price, level + 1)
        else:
            yield inner


@rule(ast.For)
def _for(compiler: Compiler, node: ast.For) -> Code:
    iterations, layers = compiler.within(lambda: _iterations(compiler, node), frozenset(["partial"]))
    body = compiler.inner(node.body, frozenset(["partial"]), *layers)
    report, place, price = compiler.reporter(node.at), compiler.placer(node.at), compiler.price(node.body)
    needs_partial = compiler.mentions(node.body, "partial")

    def iterate(frame: Frame) -> Value:
        results: list[Value] = []
        names: dict[str, Value] = {"partial": results}
        try:
            for inner in _combinations(iterations, Frame(names, frame.run, frame), price):
                if needs_partial:  # a copy, so that a result that holds `partial` does not hold itself
                    frame.run.spend(len(results))
                    names["partial"] = list(results)
                results.append(body(inner))
                if len(results) > LIMITS.list_items:
                    raise exceeded("list_items")
        except Failure as failure:
            return report(frame, failure)
        except LimitExceeded as limit:
            raise place(limit) from None
        return results

    return iterate


@rule(ast.Quantified)
def _quantified(compiler: Compiler, node: ast.Quantified) -> Code:
    iterations, layers = _iterations(compiler, node)
    condition = compiler.inner(node.condition, *layers)
    report, decisive = compiler.reporter(node.at), node.quantifier == "some"
    place, price = compiler.placer(node.at), compiler.price(node.condition)

    def check(frame: Frame) -> Value:
        result: Value = not decisive
        try:
            for inner in _combinations(iterations, frame, price):
                found = condition(inner)
                if found is decisive:
                    return decisive
                if found is None:
                    result = None
                elif type(found) is not bool:
                    return report(frame, f"expected true or false after satisfies, found {kind(found)}")
        except Failure as failure:
            return report(frame, failure)
        except LimitExceeded as limit:
            raise place(limit) from None
        return result

    return check


@rule(ast.Filter)
def _filter(compiler: Compiler, node: ast.Filter) -> Code:
    source, report = compiler.compile(node.source), compiler.reporter(node.at)
    condition = compiler.inner(node.condition, _ITEM, None)
    place, price = compiler.placer(node.at), compiler.price(node.condition)

    def select(frame: Frame) -> Value:
        value = source(frame)
        try:
            return chosen_from(value if isinstance(value, list) else [] if value is None else [value], frame)
        except LimitExceeded as limit:
            raise place(limit) from None

    def chosen_from(items: list[Value], frame: Frame) -> Value:
        chosen: list[Value] = []
        for item in items or [None]:
            frame.run.spend(price)
            found = condition(_item_frame(item, frame))
            if is_number(found):
                return _nth(items, found, lambda message: report(frame, message))
            if found is not None and type(found) is not bool:
                return report(frame, f"expected a condition or a position in the filter, found {kind(found)}")
            if found:
                chosen.append(item)
        return chosen if items else []

    return select


def _item_frame(item: Value, frame: Frame) -> Frame:
    named = Frame({"item": item}, frame.run, frame)
    return Frame(item if isinstance(item, dict) else {}, frame.run, named)


def _nth(items: list[Value], position: Decimal, report: Callable[[str], Any]) -> Value:
    """The item at a position from 1, or from -1 counted from the end."""
    if not is_whole(position) or not 1 <= abs(position) <= len(items):
        return report(f"expected a position from 1 to {len(items)} or from the end, found {position}")
    index = int(position)
    return items[index - 1 if index > 0 else index]
