"""FEEL trees that say what other expression languages say; what they mean differently fails aloud, never quietly.

A null that came from an error is a failure in the engine, so whatever has no meaning for a value gives such a null.
"""

import re
from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from itertools import islice
from typing import Any

from engine.dmn import feel
from engine.dmn.feel import ast
from engine.dmn.feel.names import KEYWORDS
from engine.dmn.feel.printer import to_source
from engine.dmn.feel.walk import descend
from engine.errors import EngineError

MAX_CHARS = 4_000  # of an expression in another language
MAX_DEPTH = 40  # how deep its parts may lie in each other
MAX_NODES = 3_000  # of the tree that it becomes

NULL = ast.Literal(None)
TRUE = ast.Literal(True)
FALSE = ast.Literal(False)
ZERO = ast.Literal(Decimal(0))
ONE = ast.Literal(Decimal(1))
EMPTY = ast.Literal("")

# Why a value is null here that the other language has: see `exactness`.
NO_TRUTH = "the condition is neither true nor false"
NO_TEXT = "it is neither text, number nor truth"

_NAME = re.compile(r"[^\W\d]\w*")
_STRING = ast.TypeName("string")
_NUMBER = ast.TypeName("number")
_BOOLEAN = ast.TypeName("boolean")
_ANY = ast.TypeName("Any")
LIST = ast.TypeName("list", (ast.TypeName("Any"),))
_TESTS = frozenset({"not", "contains", "list contains", "starts with", "ends with", "matches", "is", "all", "any"})
_NUMERIC = frozenset({"count", "string length", "sum", "modulo", "floor", "round down", "decimal", "abs"})


class Untranslatable(Exception):
    """Nothing in FEEL means the same; the text says which part, as `expected ...` or `... has no equivalent`."""


class TooLarge(Untranslatable):
    """The FEEL would be too large, which was found out only after much work."""


def written(node: ast.Node) -> str:
    """The FEEL text of `node` with its leading `=`; Untranslatable where it would not compile."""
    try:
        text = to_source(bounded(node))
        feel.compile(text)
    except (EngineError, RecursionError) as error:
        raise Untranslatable(f"it becomes no usable FEEL: {error}") from error
    return f"={text}"


def parsed(text: str) -> ast.Node:
    """The tree of a FEEL text; Untranslatable where it is none."""
    if len(text) > MAX_CHARS:
        raise Untranslatable(f"it has {len(text):,} characters, at most {MAX_CHARS:,} are read")
    try:
        return bounded(feel.compile(text).tree)
    except EngineError as error:
        raise Untranslatable(f"it is no FEEL here: {error}") from error


def bounded(node: ast.Node) -> ast.Node:
    """`node`, unless it is too large: parts that stand in it twice make it grow with each level."""
    if sum(1 for _ in islice(descend(node), MAX_NODES + 1)) > MAX_NODES:
        raise TooLarge(f"it becomes more than {MAX_NODES:,} parts of FEEL")
    return node


def rebuilt(node: ast.Node, change: Callable[[ast.Node], ast.Node]) -> ast.Node:
    """`node` with `change` made to each of its parts."""
    return type(node)(**{field.name: _changed(getattr(node, field.name), change) for field in fields(node)})


def _changed(value: Any, change: Callable[[ast.Node], ast.Node]) -> Any:
    if isinstance(value, ast.TypeName) or not isinstance(value, ast.Node | tuple):
        return value
    return change(value) if isinstance(value, ast.Node) else tuple(_changed(item, change) for item in value)


def plain(text: str) -> str:
    """`text` as a value that is only text, even when it begins with `=`."""
    return written(ast.Literal(text)) if text.startswith("=") else text


def is_word(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name not in KEYWORDS and name != "item"


def name(text: str) -> ast.Node:
    if not is_word(text):
        raise Untranslatable(f"{text} cannot be the name of a variable in FEEL")
    return ast.Name(text)


def number(value: int) -> ast.Node:
    return ast.Literal(Decimal(value)) if value >= 0 else ast.Negation(ast.Literal(Decimal(-value)))


def names_in(node: ast.Node) -> set[str]:
    """Every name that is read anywhere in `node`, those of functions included."""
    return {part.name for part in descend(node) if isinstance(part, ast.Name)}


def call(function: str, *arguments: ast.Node) -> ast.Node:
    return ast.Call(ast.Name(function), arguments)


def failing(reason: str) -> ast.Node:
    """A null that came from an error."""
    return call("number", ast.Literal(reason))


def is_test(node: ast.Node) -> bool:
    """Whether `node` can only be true, false or null."""
    if isinstance(node, ast.Literal):
        return isinstance(node.value, bool)
    if isinstance(node, ast.Call):
        return isinstance(node.function, ast.Name) and node.function.name in _TESTS
    kinds = ast.Comparison | ast.Conjunction | ast.Disjunction | ast.In | ast.InstanceOf | ast.Quantified
    return isinstance(node, kinds)


def is_number(node: ast.Node) -> bool:
    """Whether `node` can only be a number or null."""
    if isinstance(node, ast.Literal):
        return isinstance(node.value, Decimal)
    if isinstance(node, ast.Call):
        return isinstance(node.function, ast.Name) and node.function.name in _NUMERIC
    if isinstance(node, ast.Arithmetic):
        return node.operator != "+" or is_number(node.left) or is_number(node.right)
    return isinstance(node, ast.Negation)


def choice(condition: ast.Node, then: ast.Node, otherwise: ast.Node) -> ast.Node:
    """`then` where the condition is true, `otherwise` where it is false; anything else fails."""
    if isinstance(condition, ast.InstanceOf):
        return ast.If(condition, then, otherwise)
    neither = failing(NO_TRUTH)
    no = call("not", condition) if is_test(condition) else ast.Comparison("=", condition, FALSE)
    yes = condition if is_test(condition) else ast.Comparison("=", condition, TRUE)
    return ast.If(yes, then, ast.If(no, otherwise, neither))


def is_string(node: ast.Node) -> ast.Node:
    return ast.InstanceOf(node, _STRING)


def is_list(node: ast.Node) -> ast.Node:
    return ast.InstanceOf(node, LIST)


def is_plain(node: ast.Node) -> ast.Disjunction:
    """Whether it is a number or a boolean."""
    return ast.Disjunction((ast.InstanceOf(node, _NUMBER), ast.InstanceOf(node, _BOOLEAN)))


def is_context(node: ast.Node) -> ast.Node:
    """Whether it is a value with entries; FEEL has no type for those whatever their entries."""
    others = ast.Disjunction((is_string(node), is_list(node), *is_plain(node).operands))
    return ast.Conjunction((ast.InstanceOf(node, _ANY), call("not", others)))


def keys(node: ast.Node) -> ast.Node:
    return ast.Path(call("get entries", node), "key")


def size(node: ast.Node) -> ast.Node:
    """How many characters, items or entries."""
    items = ast.If(is_list(node), call("count", node), call("count", call("get entries", node)))
    return ast.If(is_string(node), call("string length", node), items)


def member(container: ast.Node, key: str) -> ast.Node:
    """The entry `key` of a context."""
    if is_word(key):
        return ast.Path(container, key)
    return ast.If(has_key(container, key), call("get value", container, ast.Literal(key)), failing(f"no entry {key}"))


def has_key(container: ast.Node, key: str) -> ast.Node:
    return call("list contains", keys(container), ast.Literal(key))


def texted(node: ast.Node, yes: str = "true", no: str = "false") -> ast.Node:
    """The text of a text, a number, or a boolean, whose texts are `yes` and `no`."""
    if isinstance(node, ast.Literal) and isinstance(node.value, str):
        return node
    word = ast.If(node, ast.Literal(yes), ast.Literal(no))
    truth = ast.If(ast.InstanceOf(node, _BOOLEAN), word, failing(NO_TEXT))
    digits = ast.If(ast.InstanceOf(node, _NUMBER), call("string", node), truth)
    return ast.If(is_string(node), node, digits)


def joined(parts: list[ast.Node]) -> ast.Node:
    """Texts one behind the other."""
    whole = parts[0] if parts else EMPTY
    for part in parts[1:]:
        whole = ast.Arithmetic("+", whole, part)
    return whole


def truncated(node: ast.Node) -> ast.Node:
    return call("round down", node, ZERO)


def pattern(text: str) -> str:
    """A regular expression that matches `text` and nothing else."""
    return re.sub(r"[\\^$.|?*+()\[\]{}\-]", r"\\\g<0>", text)


def trimmed(node: ast.Node) -> ast.Node:
    return call("replace", node, ast.Literal(r"^\s+|\s+$"), EMPTY)
