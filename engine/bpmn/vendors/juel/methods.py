"""Methods and functions in JUEL that have an equivalent in FEEL."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from engine.bpmn.vendors import exactness
from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors.expressions import Untranslatable
from engine.dmn.feel import ast

_Method = Callable[..., ast.Node]
_UNITS = {
    "Years": "P{}Y",
    "Months": "P{}M",
    "Weeks": "P{}D",
    "Days": "P{}D",
    "Hours": "PT{}H",
    "Minutes": "PT{}M",
    "Seconds": "PT{}S",
}
_SHIFT = re.compile(rf"(plus|minus)({'|'.join(_UNITS)})")
_GETTER = re.compile(r"get([A-Z]\w*)")


def invoke(target: ast.Node, method: str, arguments: list[ast.Node]) -> ast.Node:
    """`target.method(arguments)`."""
    arity = len(arguments)
    shift = _SHIFT.fullmatch(method)
    if shift and arity == 1:
        return _shifted(target, shift[1], shift[2], arguments[0])
    found = _METHODS.get((method, arity))
    if found is not None:
        return found(target, *arguments)
    getter = _GETTER.fullmatch(method)
    if getter and not arguments:
        return feel.member(target, getter[1][0].lower() + getter[1][1:])
    raise Untranslatable(f"the method {method} has no equivalent")


def function(name: str, arguments: list[ast.Node]) -> ast.Node:
    """`name(arguments)`."""
    if name in ("now", "dateTime") and not arguments:
        return feel.call("now")
    if name in ("S", "JSON") and len(arguments) == 1:
        return arguments[0]  # a JSON text of those engines is a context here
    raise Untranslatable(f"the function {name} has no equivalent")


def _shifted(target: ast.Node, direction: str, unit: str, amount: ast.Node) -> ast.Node:
    """A moment earlier or later."""
    if not (isinstance(amount, ast.Literal) and isinstance(amount.value, Decimal) and amount.value % 1 == 0):
        raise Untranslatable(f"{direction}{unit} of something that is no whole number has no equivalent")
    count = int(amount.value) * (7 if unit == "Weeks" else 1)
    duration = feel.call("duration", ast.Literal(_UNITS[unit].format(count)))
    return ast.Arithmetic("+" if direction == "plus" else "-", target, duration)


def _entry(target: ast.Node, key: ast.Node) -> ast.Node:
    if isinstance(key, ast.Literal) and isinstance(key.value, str):
        return feel.member(target, key.value)
    if isinstance(key, ast.Literal) and isinstance(key.value, Decimal):
        return ast.Filter(target, ast.Literal(key.value + 1))
    raise Untranslatable("get of something that is no constant has no equivalent")


def _known_key(target: ast.Node, key: ast.Node) -> ast.Node:
    return feel.call("list contains", feel.keys(target), key)


def _lower(target: ast.Node) -> ast.Node:
    return feel.call("lower case", target)


def _substring(target: ast.Node, start: ast.Node, end: ast.Node | None = None) -> ast.Node:
    """Java counts from zero and names the end; FEEL counts from one and names the length."""
    first = ast.Arithmetic("+", start, feel.ONE)
    if end is None:
        return feel.call("substring", target, first)
    return feel.call("substring", target, first, ast.Arithmetic("-", end, start))


def _same(target: ast.Node, *_: ast.Node) -> ast.Node:
    return target


def _named(function_name: str) -> _Method:
    return lambda target, *arguments: feel.call(function_name, target, *arguments)


_METHODS: Mapping[tuple[str, int], _Method] = {
    ("size", 0): feel.size,
    ("length", 0): _named("string length"),
    ("isEmpty", 0): lambda target: ast.Comparison("=", feel.size(target), feel.ZERO),
    ("contains", 1): exactness.holds,
    ("containsKey", 1): _known_key,
    ("get", 1): _entry,
    ("equals", 1): exactness.equal,
    ("equalsIgnoreCase", 1): lambda target, other: ast.Comparison("=", _lower(target), _lower(other)),
    ("startsWith", 1): _named("starts with"),
    ("endsWith", 1): _named("ends with"),
    ("toLowerCase", 0): _lower,
    ("toUpperCase", 0): _named("upper case"),
    ("trim", 0): feel.trimmed,
    ("substring", 1): _substring,
    ("substring", 2): _substring,
    ("concat", 1): lambda target, other: ast.Arithmetic("+", feel.texted(target), feel.texted(other)),
    ("intValue", 0): feel.truncated,
    ("longValue", 0): feel.truncated,
    ("doubleValue", 0): _same,
    ("booleanValue", 0): _same,
    ("toString", 0): feel.texted,
    ("toDate", 0): _same,
    # JSON of Camunda Spin
    ("prop", 1): _entry,
    ("hasProp", 1): _known_key,
    ("value", 0): _same,
    ("stringValue", 0): _same,
    ("numberValue", 0): _same,
    ("boolValue", 0): _same,
    ("elements", 0): _same,
}
