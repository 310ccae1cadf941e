"""List functions (DMN 1.5, 10.3.4.4)."""

from collections.abc import Iterator
from decimal import Decimal

from engine.dmn.feel.builtins.registry import Library
from engine.dmn.feel.comparison import compare, equal
from engine.dmn.feel.functions import Callee
from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Run
from engine.dmn.feel.values import Value, kind

library = Library()


def _bounded(items: list[Value], run: Run) -> list[Value]:
    run.spend(len(items))
    if len(items) > LIMITS.list_items:
        raise exceeded("list_items", found=str(len(items)))
    return items


@library.function("list contains", "list: list, element: any")
def list_contains(run: Run, items: list[Value], element: Value) -> Value:
    run.spend(len(items))
    return any(equal(item, element, run) is True for item in items)


@library.function("count", "list: list")
def count(_run: Run, items: list[Value]) -> Value:
    return Decimal(len(items))


def _extreme(run: Run, items: list[Value], operator: str) -> Value:
    run.spend(len(items))
    if not items:
        return None
    best = items[0]
    compare(operator, best, best)
    for item in items[1:]:
        if compare(operator, item, best):
            best = item
    return best


@library.function("min", "list: list", "list: any...")
def minimum(run: Run, items: list[Value]) -> Value:
    return _extreme(run, items, "<")


@library.function("max", "list: list", "list: any...")
def maximum(run: Run, items: list[Value]) -> Value:
    return _extreme(run, items, ">")


def _junction(run: Run, items: list[Value], decisive: bool) -> Value:
    run.spend(len(items))
    if any(item is decisive for item in items):
        return decisive
    others = [item for item in items if item is not (not decisive)]
    if any(item is not None for item in others):
        raise Failure("expected true, false and null only")
    return None if others else not decisive


@library.function("all", "list: list", "list: any...")
def all_(run: Run, items: list[Value]) -> Value:
    return _junction(run, items, False)


@library.function("any", "list: list", "list: any...")
def any_(run: Run, items: list[Value]) -> Value:
    return _junction(run, items, True)


@library.function("sublist", "list: list, start position: number, length?: number")
def sublist(_run: Run, items: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    first = _index(len(items), start)
    if length is None:
        return items[first:]
    if length % 1 or length < 1 or first + length > len(items):
        raise Failure(f"expected a length from 1 to {len(items) - first}, found {length}")
    return items[first : first + int(length)]


def _index(size: int, position: Decimal) -> int:
    """The Python index of a position from 1, or from -1 counted from the end; fractions are cut off."""
    whole = int(position)
    if not 1 <= abs(whole) <= size:
        raise Failure(f"expected a position from 1 to {size} or from the end, found {position}")
    return whole - 1 if whole > 0 else size + whole


@library.function("append", "list: list, item: any")
def append(run: Run, items: list[Value], added: Value) -> Value:
    return _bounded([*items, added], run)


@library.function("append", "list: list, item: any...")
def append_several(run: Run, items: list[Value], added: list[Value]) -> Value:
    return _bounded([*items, *added], run)


@library.function("concatenate", "list: any...")
def concatenate(run: Run, lists: list[Value]) -> Value:
    joined: list[Value] = []
    for part in lists:
        if part is None:
            raise Failure("expected lists only, found null")
        joined.extend(part if isinstance(part, list) else [part])
        _bounded(joined, run)
    return joined


@library.function("insert before", "list: list, position: number, newItem: any")
def insert_before(run: Run, items: list[Value], position: Decimal, item: Value) -> Value:
    index = _index(len(items), position)
    return _bounded([*items[:index], item, *items[index:]], run)


@library.function("remove", "list: list, position: number")
def remove(run: Run, items: list[Value], position: Decimal) -> Value:
    index = _index(len(items), position)
    return _bounded([*items[:index], *items[index + 1 :]], run)


@library.function("list replace", "list: list, position: number, newItem: any")
def list_replace_at(run: Run, items: list[Value], position: Decimal, item: Value) -> Value:
    index = _index(len(items), position)
    return _bounded([*items[:index], item, *items[index + 1 :]], run)


@library.function("list replace", "list: list, match: function, newItem: any")
def list_replace_matching(run: Run, items: list[Value], match: Callee, item: Value) -> Value:
    """`match` gets an item and the new item and says true where the item is replaced."""
    replaced: list[Value] = []
    for old in _bounded(items, run):
        found = match.call([old, item], run)
        if type(found) is not bool:
            raise Failure(f"expected true or false from the match function, found {kind(found)}")
        replaced.append(item if found else old)
    return replaced


@library.function("reverse", "list: list")
def reverse(run: Run, items: list[Value]) -> Value:
    return _bounded(items[::-1], run)


@library.function("index of", "list: list, match: any")
def index_of(run: Run, items: list[Value], match: Value) -> Value:
    run.spend(len(items))
    return [Decimal(index) for index, item in enumerate(items, 1) if equal(item, match, run) is True]


def distinct(items: list[Value], run: Run) -> list[Value]:
    """Without repetitions, in the order of the first appearance."""
    seen: set[Value] = set()
    found: list[Value] = []
    for item in items:
        if type(item) in (Decimal, str, bool):
            key = (type(item), item)
            if key not in seen:
                seen.add(key)
                found.append(item)
            continue
        run.spend(len(found))
        if not any(equal(item, other, run) is True for other in found):
            found.append(item)
    return _bounded(found, run)


@library.function("distinct values", "list: list")
def distinct_values(run: Run, items: list[Value]) -> Value:
    return distinct(items, run)


@library.function("union", "list: any...")
def union(run: Run, lists: list[Value]) -> Value:
    return distinct(concatenate(run, lists), run)


@library.function("duplicate values", "list: list")
def duplicate_values(run: Run, items: list[Value]) -> Value:
    def is_repeated(item: Value) -> bool:
        run.spend(len(items))
        return sum(equal(item, other, run) is True for other in items) > 1

    return distinct([item for item in items if is_repeated(item)], run)


@library.function("flatten", "list: list")
def flatten(run: Run, items: list[Value]) -> Value:
    def walk(level: list[Value], depth: int) -> Iterator[Value]:
        if depth > LIMITS.nesting:
            raise exceeded("nesting")
        for item in level:
            run.spend(2)
            if isinstance(item, list):
                yield from walk(item, depth + 1)
            else:
                yield item

    return _bounded(list(walk(items, 0)), run)
