"""`sort` (DMN 1.5, 10.3.4.6) and the other functions that take a function."""

from functools import cmp_to_key

from engine.dmn.feel.builtins.registry import Library
from engine.dmn.feel.comparison import compare
from engine.dmn.feel.functions import Callee
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Run
from engine.dmn.feel.values import Value, kind

library = Library()


@library.function("sort", "list: list, precedes: function")
def sort(run: Run, items: list[Value], precedes: Callee) -> Value:
    """A stable sort by a function of two items that says whether the first comes before the second."""

    def order(first: Value, second: Value) -> int:
        run.spend()
        if _is_true(precedes.call([first, second], run)):
            return -1
        return 1 if _is_true(precedes.call([second, first], run)) else 0

    return sorted(items, key=cmp_to_key(order))


@library.function("sort", "list: list")
def sort_naturally(run: Run, items: list[Value]) -> Value:
    def order(first: Value, second: Value) -> int:
        run.spend()
        return -1 if compare("<", first, second) else int(compare(">", first, second))

    return sorted(items, key=cmp_to_key(order))


def _is_true(found: Value) -> bool:
    if type(found) is not bool:
        raise Failure(f"expected true or false from the precedes function, found {kind(found)}")
    return found
