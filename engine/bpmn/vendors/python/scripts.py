"""Scripts that only assign: each assignment becomes one in FEEL, in the same order."""

import ast as py
from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors.expressions import Untranslatable
from engine.bpmn.vendors.python import translation
from engine.dmn.feel import ast

MAX_ASSIGNMENTS = 200


@dataclass(frozen=True)
class Script:
    """(variable, FEEL tree) in order."""

    assignments: tuple[tuple[str, ast.Node], ...]


def script(text: str) -> Script:
    """The assignments of a Python script; Untranslatable names the first line that is none."""
    tree = translation.parse(_dedented(text), "exec")
    statements = tree.body if isinstance(tree, py.Module) else []
    found = tuple(pair for statement in statements for pair in _assignments(statement))
    if len(found) > MAX_ASSIGNMENTS:
        raise Untranslatable(f"it assigns {len(found)} times, at most {MAX_ASSIGNMENTS} are taken")
    return Script(found)


def _dedented(text: str) -> str:
    """Scripts stand indented in the file, and their first line often does not."""
    lines = text.strip("\n").splitlines()
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    margin = min(indents, default=0)
    if margin == 0 and len(indents) > 1 and indents[0] == 0 and min(indents[1:]) > 0:
        margin = 0 if lines[0].rstrip().endswith((":", "(", "[", "{", ",")) else min(indents[1:])
        return "\n".join([lines[0], *(line[margin:] for line in lines[1:])])
    return "\n".join(line[margin:] for line in lines)


def _assignments(statement: py.stmt) -> Iterator[tuple[str, ast.Node]]:
    try:
        yield from _of(statement)
    except Untranslatable as error:
        raise Untranslatable(f"line {statement.lineno}: {error}") from error


def _of(statement: py.stmt) -> Iterator[tuple[str, ast.Node]]:
    if isinstance(statement, py.Pass) or _is_text(statement):
        return
    if isinstance(statement, py.Assign):
        value = translation.expression(statement.value)
        for target in statement.targets:
            yield _assigned(target, value)
    elif isinstance(statement, py.AnnAssign) and statement.value is not None:
        yield _assigned(statement.target, translation.expression(statement.value))
    elif isinstance(statement, py.AugAssign):
        read = py.BinOp(left=statement.target, op=statement.op, right=statement.value)
        yield _assigned(statement.target, translation.expression(read))
    elif isinstance(statement, py.If):
        yield from _chosen(statement)
    else:
        raise Untranslatable(f"{type(statement).__name__} has no equivalent; only assignments are translated")


def _is_text(statement: py.stmt) -> bool:
    return isinstance(statement, py.Expr) and isinstance(statement.value, py.Constant)


def _assigned(target: py.expr, value: ast.Node) -> tuple[str, ast.Node]:
    if isinstance(target, py.Name) and feel.is_word(target.id):
        return target.id, value
    if isinstance(target, py.Subscript | py.Attribute) and isinstance(target.value, py.Name):
        key = target.attr if isinstance(target, py.Attribute) else _key(target.slice)
        if feel.is_word(target.value.id) and key is not None:
            holder = ast.Name(target.value.id)
            return target.value.id, feel.call("context put", holder, ast.Literal(key), value)
    raise Untranslatable("an assignment to something other than a variable or its entry has no equivalent")


def _key(node: py.expr) -> str | None:
    return node.value if isinstance(node, py.Constant) and isinstance(node.value, str) else None


def _chosen(statement: py.If) -> Iterator[tuple[str, ast.Node]]:
    """`if` and `else` that assign the same variables: each becomes a choice."""
    condition = translation.expression(statement.test)
    then = [pair for one in statement.body for pair in _of(one)]
    otherwise = [pair for one in statement.orelse for pair in _of(one)]
    names = [name for name, _ in then]
    if names != [name for name, _ in otherwise] or len(set(names)) != len(names):
        raise Untranslatable("an `if` whose branches do not assign the same variables has no equivalent")
    read = set().union(*(feel.names_in(tree) for tree in (condition, *(value for _, value in then + otherwise))))
    if len(names) > 1 and read & set(names):
        raise Untranslatable("an `if` that reads what it assigns has no equivalent")
    for (name, yes), (_, no) in zip(then, otherwise, strict=True):
        yield name, feel.choice(condition, yes, no)
