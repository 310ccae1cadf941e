"""`range`: a range from its text, with literal ends only (DMN 1.5, 10.3.4.1)."""

import re

from engine.dmn.feel.builtins.registry import Library
from engine.dmn.feel.comparison import compare
from engine.dmn.feel.constants import CONSTRUCTORS, NotConstant, constant
from engine.dmn.feel.names import NameTable
from engine.dmn.feel.parser import parse
from engine.dmn.feel.problems import Failure, FeelSyntaxError
from engine.dmn.feel.run import Run
from engine.dmn.feel.values import Range, Value, kind

library = Library()

_RANGE = re.compile(r"\s*([\[(\]])(.*?)\.\.(.*)([\])\[])\s*", re.DOTALL)
_NAMES = NameTable(CONSTRUCTORS)
_SCALARS = frozenset(
    ["number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"]
)


@library.function("range", "from: string")
def range_(_run: Run, text: str) -> Value:
    match = _RANGE.fullmatch(text)
    if not match:
        raise Failure(f"expected a range such as [1..10], found {text[:40]!r}")
    start, end = _end(match[2]), _end(match[3])
    start_included, end_included = match[1] == "[", match[4] == "]"
    if (start is None and (start_included or end is None)) or (end is None and end_included):
        raise Failure(f"expected an end wherever the range is closed, found {text[:40]!r}")
    if start is not None and end is not None and compare(">", start, end):
        raise Failure(f"expected a range whose start is not after its end, found {text[:40]!r}")
    return Range(start, end, start_included, end_included)


def _end(text: str) -> Value:
    if not text.strip():
        return None
    try:
        tree = parse(text, names=(), functions=_NAMES)
    except FeelSyntaxError:
        raise Failure(f"expected a literal as the end of a range, found {text[:40]!r}") from None
    try:
        value = constant(tree)
    except NotConstant:
        value = None
    if kind(value) not in _SCALARS:
        raise Failure(f"expected a literal as the end of a range, found {text[:40]!r}")
    return value
