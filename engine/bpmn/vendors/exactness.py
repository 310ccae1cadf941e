"""Comparisons that never take an error for a value.

FEEL has null for what went wrong, and null equals no value: compared with `=` a calculation that FEEL cannot do would
quietly be unequal, where the other language can do it ("5" * 2 in JUEL, a list that is no condition in Python).
"""

from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors.expressions import Untranslatable
from engine.dmn.feel import ast
from engine.dmn.feel.walk import descend

_INEXACT = frozenset({feel.NO_TRUTH, feel.NO_TEXT})


def is_exact(node: ast.Node) -> bool:
    """Whether `node` is null only where it is null, or fails, in the other language too."""
    return not any(map(_may_fail, descend(feel.bounded(node))))


def _may_fail(part: ast.Node) -> bool:
    if isinstance(part, ast.Literal):
        return part.value in _INEXACT
    if isinstance(part, ast.Comparison):
        return feel.NULL not in (part.left, part.right)
    if isinstance(part, ast.Conjunction | ast.Disjunction):
        return not all(map(feel.is_test, part.operands))
    if isinstance(part, ast.Negation):
        return not isinstance(part.operand, ast.Literal)
    if isinstance(part, ast.Call) and part.function == ast.Name("not"):
        return not all(map(feel.is_test, part.arguments))
    return isinstance(part, ast.Arithmetic | ast.Between)


def equal(left: ast.Node, right: ast.Node) -> ast.Node:
    """Whether two values are equal; fails where one of them could not be worked out."""
    if is_exact(left) and is_exact(right):
        return ast.Comparison("=", left, right)
    if feel.NULL in (left, right):
        raise Untranslatable("null beside something that is calculated cannot be told from an error")
    if feel.is_test(right) and not feel.is_test(left):
        left, right = right, left
    if feel.is_test(left):
        return feel.choice(left, right, feel.call("not", right))
    return ast.Between(left, right, right)


def unequal(left: ast.Node, right: ast.Node) -> ast.Node:
    """Whether two values differ; fails where one of them could not be worked out."""
    if is_exact(left) and is_exact(right):
        return ast.Comparison("!=", left, right)
    return feel.call("not", equal(left, right))


def negated(condition: ast.Node) -> ast.Node:
    """True where the condition is false or null; fails where it is neither."""
    if isinstance(condition, ast.Conjunction | ast.Disjunction) and not _is_decided(condition):
        # By De Morgan: a null of one operand, false in other languages, would make the whole null.
        dual = ast.Disjunction if isinstance(condition, ast.Conjunction) else ast.Conjunction
        return dual(tuple(negated(operand) for operand in condition.operands))
    if feel.is_test(condition) or not is_exact(condition):
        return feel.call("not", condition)
    return ast.If(ast.Comparison("=", condition, feel.NULL), feel.TRUE, feel.call("not", condition))


def _is_decided(condition: ast.Node) -> bool:
    """Whether it is true or false unless something in it fails."""
    if isinstance(condition, ast.Conjunction | ast.Disjunction):
        return all(map(_is_decided, condition.operands))
    return feel.is_test(condition)


def is_empty(node: ast.Node) -> ast.Node:
    """Whether it is null, "", [] or {}."""
    if not is_exact(node):
        raise Untranslatable("emptiness of something that is calculated cannot be told from an error")
    entries = ast.If(feel.is_plain(node), feel.FALSE, ast.Comparison("=", feel.size(node), feel.ZERO))
    return ast.Disjunction((ast.Comparison("=", node, feel.NULL), entries))


def holds(container: ast.Node, item: ast.Node) -> ast.Node:
    """Whether a text holds another, a list an item, a context a key."""
    key = feel.call("list contains", feel.keys(container), item)
    listed = ast.If(feel.is_list(container), feel.call("list contains", container, item), key)
    found: ast.Node = ast.If(feel.is_string(container), feel.call("contains", container, item), listed)
    if isinstance(container, ast.ListLiteral):
        found = feel.call("list contains", container, item)
    return found if is_exact(item) else solid(found, (item,))


def solid(whole: ast.Node, parts: tuple[ast.Node, ...]) -> ast.Node:
    """`whole`, unless one of its parts could not be worked out: inside of a list or context nobody would see it."""
    doubtful = [ast.Comparison("=", part, feel.NULL) for part in parts if not is_exact(part)]
    if not doubtful:
        return whole
    test = doubtful[0] if len(doubtful) == 1 else ast.Disjunction(tuple(doubtful))
    return ast.If(test, feel.failing("a part of it cannot be worked out"), whole)


def solid_list(items: ast.Node, item: ast.Node) -> ast.Node:
    """The list `items`, each of which is `item`, unless one of them could not be worked out."""
    if is_exact(item):
        return items
    test = feel.call("list contains", items, feel.NULL)
    return ast.If(test, feel.failing("an item cannot be worked out"), items)
