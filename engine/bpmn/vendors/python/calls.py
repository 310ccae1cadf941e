"""Functions and methods of Python that have an equivalent in FEEL."""

from collections.abc import Callable, Mapping

from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors.exactness import is_exact
from engine.bpmn.vendors.expressions import Untranslatable
from engine.dmn.feel import ast

_Made = Callable[..., ast.Node]
_WHOLE = r"^\s*[+-]?[0-9]+\s*$"


def function(name: str, arguments: list[ast.Node]) -> ast.Node:
    """`name(arguments)`."""
    found = _FUNCTIONS.get((name, len(arguments)))
    if found is not None:
        return found(*arguments)
    if name in ("min", "max") and len(arguments) > 1:
        return feel.call(name, *arguments)
    raise Untranslatable(f"the function {name} has no equivalent")


def method(target: ast.Node, name: str, arguments: list[ast.Node]) -> ast.Node:
    """`target.name(arguments)`."""
    found = _METHODS.get((name, len(arguments)))
    if found is None:
        raise Untranslatable(f"the method {name} has no equivalent")
    return found(target, *arguments)


def _whole(value: ast.Node) -> ast.Node:
    """int(value) of a number or of a text of digits."""
    digits = feel.call("number", feel.call("replace", value, ast.Literal(r"\s|\+"), feel.EMPTY))
    wrong = feel.failing("it is no whole number")
    of_text = ast.If(feel.call("matches", value, ast.Literal(_WHOLE)), digits, wrong)
    return ast.If(feel.is_string(value), of_text, feel.truncated(value))


def _rounded(value: ast.Node, places: ast.Node = feel.ZERO) -> ast.Node:
    """Half to even, as Python does."""
    return feel.call("decimal", value, places)


def _sum(items: ast.Node) -> ast.Node:
    """The sum of nothing is 0 in Python and null in FEEL."""
    return feel.call("sum", feel.call("concatenate", ast.ListLiteral((feel.ZERO,)), items))


def _get(target: ast.Node, key: ast.Node, otherwise: ast.Node = feel.NULL) -> ast.Node:
    if not (isinstance(key, ast.Literal) and isinstance(key.value, str)):
        raise Untranslatable("get of something that is no constant has no equivalent")
    found = ast.Path(target, key.value) if feel.is_word(key.value) else feel.call("get value", target, key)
    known = feel.has_key(target, key.value)
    return ast.If(known, found, ast.If(feel.call("not", known), otherwise, feel.failing("it is no dict")))


def _constant(node: ast.Node, what: str) -> str:
    if isinstance(node, ast.Literal) and isinstance(node.value, str) and node.value:
        return feel.pattern(node.value)
    raise Untranslatable(f"{what} with something that is no constant text has no equivalent")


def _replace(target: ast.Node, old: ast.Node, new: ast.Node) -> ast.Node:
    if not (isinstance(new, ast.Literal) and isinstance(new.value, str) and not set(new.value) & set("$\\")):
        raise Untranslatable("replace by something that is no constant text has no equivalent")
    return feel.call("replace", target, ast.Literal(_constant(old, "replace")), new)


def _split(target: ast.Node, by: ast.Node) -> ast.Node:
    return feel.call("split", target, ast.Literal(_constant(by, "split")))


def _to_float(value: ast.Node) -> ast.Node:
    return ast.If(feel.is_string(value), feel.call("number", value), ast.Arithmetic("+", value, feel.ZERO))


def texted(value: ast.Node) -> ast.Node:
    """str(value) of a text, a number or a boolean; None is the text None where it can be told from an error."""
    text = feel.texted(value, "True", "False")
    if not is_exact(value):
        return text
    return ast.If(ast.Comparison("=", value, feel.NULL), ast.Literal("None"), text)


def _named(name: str) -> _Made:
    return lambda *arguments: feel.call(name, *arguments)


_FUNCTIONS: Mapping[tuple[str, int], _Made] = {
    ("len", 1): feel.size,
    ("str", 1): texted,
    ("int", 1): _whole,
    ("float", 1): _to_float,
    ("Decimal", 1): _to_float,
    ("abs", 1): _named("abs"),
    ("round", 1): _rounded,
    ("round", 2): _rounded,
    ("sum", 1): _sum,
    ("min", 1): _named("min"),
    ("max", 1): _named("max"),
    ("list", 1): lambda items: feel.call("concatenate", items),
}
_METHODS: Mapping[tuple[str, int], _Made] = {
    ("get", 1): _get,
    ("get", 2): _get,
    ("keys", 0): feel.keys,
    ("lower", 0): _named("lower case"),
    ("upper", 0): _named("upper case"),
    ("strip", 0): feel.trimmed,
    ("startswith", 1): _named("starts with"),
    ("endswith", 1): _named("ends with"),
    ("replace", 2): _replace,
    ("split", 1): _split,
    ("join", 1): lambda glue, items: feel.call("string join", items, glue),
}
