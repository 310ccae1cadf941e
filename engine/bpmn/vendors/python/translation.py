"""Turns the tree of a Python expression into the FEEL tree that says the same."""

import ast as py
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.bpmn.vendors import exactness
from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors.expressions import Untranslatable
from engine.bpmn.vendors.python import calls
from engine.dmn.feel import ast

_COMPARISONS: Mapping[type[py.cmpop], Any] = {
    py.Lt: "<",
    py.LtE: "<=",
    py.Gt: ">",
    py.GtE: ">=",
}
_ARITHMETIC: Mapping[type[py.operator], Any] = {
    py.Add: "+",
    py.Sub: "-",
    py.Mult: "*",
    py.Div: "/",
    py.Pow: "**",
}


def parse(text: str, mode: str) -> py.AST:
    """The tree of `text`; Untranslatable when it is no Python or too large."""
    if len(text) > feel.MAX_CHARS:
        raise Untranslatable(f"it has {len(text):,} characters, at most {feel.MAX_CHARS:,} are read")
    try:
        return py.parse(text, mode=mode)
    except SyntaxError as error:
        raise Untranslatable(f"it is no Python: {error.msg} in line {error.lineno}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise Untranslatable("it is no Python that can be read") from error


def translate(text: str) -> ast.Node:
    """The FEEL tree of a Python expression; Untranslatable says what has no equivalent."""
    tree = parse(text.strip(), "eval")
    if not isinstance(tree, py.Expression):
        raise Untranslatable("it is no expression")
    return expression(tree.body)


def expression(node: py.expr) -> ast.Node:
    """The FEEL tree of a part of Python."""
    try:
        return feel.bounded(_Translation().of(node))
    except RecursionError as error:
        raise Untranslatable("it is nested too deep") from error


class _Translation:
    """One method per kind of node."""

    def __init__(self) -> None:
        self.depth = 0

    def of(self, node: py.AST) -> ast.Node:
        handler = _HANDLERS.get(type(node))
        if handler is None:
            raise Untranslatable(f"{type(node).__name__} ({_shown(node)}) has no equivalent")
        self.depth += 1
        if self.depth > feel.MAX_DEPTH:
            raise Untranslatable(f"it is nested more than {feel.MAX_DEPTH} deep")
        made = handler(self, node)
        self.depth -= 1
        return made

    def each(self, nodes: list[py.expr]) -> tuple[ast.Node, ...]:
        return tuple(self.of(node) for node in nodes)

    # -- values

    def constant(self, node: py.Constant) -> ast.Node:
        value = node.value
        if value is None or isinstance(value, bool | str):
            return ast.Literal(value)
        if isinstance(value, int | float):
            try:
                number = Decimal(repr(value))
            except (InvalidOperation, ValueError) as error:
                raise Untranslatable("such a large number has no equivalent") from error
            if number.is_finite():
                return ast.Literal(number)
        raise Untranslatable(f"{_shown(node)} has no equivalent")

    def name(self, node: py.Name) -> ast.Node:
        return feel.name(node.id)

    def items(self, node: py.List | py.Tuple) -> ast.Node:
        parts = self.each(node.elts)
        return exactness.solid(ast.ListLiteral(parts), parts)

    def entries(self, node: py.Dict) -> ast.Node:
        entries = []
        for key, value in zip(node.keys, node.values, strict=True):
            if not (isinstance(key, py.Constant) and isinstance(key.value, str)):
                raise Untranslatable("a dict whose keys are no constant texts has no equivalent")
            entries.append((key.value, self.of(value)))
        _refuse_capture(entries)
        return exactness.solid(ast.ContextLiteral(tuple(entries)), tuple(value for _, value in entries))

    def text(self, node: py.JoinedStr) -> ast.Node:
        return feel.joined(
            [self.of(part) if isinstance(part, py.Constant) else self.shown(part) for part in node.values]
        )

    def shown(self, node: py.expr) -> ast.Node:
        if isinstance(node, py.Constant):
            return self.of(node)
        if not isinstance(node, py.FormattedValue) or node.format_spec is not None or node.conversion != -1:
            raise Untranslatable("a format in a text has no equivalent")
        return calls.texted(self.of(node.value))

    # -- operators

    def compared(self, node: py.Compare) -> ast.Node:
        operands = [self.of(node.left), *self.each(node.comparators)]
        tests = [
            self.comparison(operator, left, right)
            for operator, left, right in zip(node.ops, operands[:-1], operands[1:], strict=True)
        ]
        return tests[0] if len(tests) == 1 else ast.Conjunction(tuple(tests))

    def comparison(self, operator: py.cmpop, left: ast.Node, right: ast.Node) -> ast.Node:
        if type(operator) in _COMPARISONS:
            return ast.Comparison(_COMPARISONS[type(operator)], left, right)
        if isinstance(operator, py.Eq | py.NotEq):
            return (exactness.equal if isinstance(operator, py.Eq) else exactness.unequal)(left, right)
        if isinstance(operator, py.In):
            return exactness.holds(right, left)
        if isinstance(operator, py.NotIn):
            return exactness.negated(exactness.holds(right, left))
        if not (isinstance(right, ast.Literal) and (right.value is None or isinstance(right.value, bool))):
            raise Untranslatable("`is` with something other than None, True or False has no equivalent")
        return (exactness.equal if isinstance(operator, py.Is) else exactness.unequal)(left, right)

    def connected(self, node: py.BoolOp) -> ast.Node:
        operands = self.each(node.values)
        for operand in operands:
            if isinstance(operand, ast.Literal) and not isinstance(operand.value, bool):
                raise Untranslatable("and, or with something that is no condition has no equivalent")
        return ast.Conjunction(operands) if isinstance(node.op, py.And) else ast.Disjunction(operands)

    def signed(self, node: py.UnaryOp) -> ast.Node:
        operand = self.of(node.operand)
        if isinstance(node.op, py.Not):
            return exactness.negated(operand)
        if isinstance(node.op, py.USub):
            return ast.Negation(operand)
        raise Untranslatable(f"{_shown(node)} has no equivalent")

    def calculated(self, node: py.BinOp) -> ast.Node:
        left, right = self.of(node.left), self.of(node.right)
        if type(node.op) in _ARITHMETIC:
            return ast.Arithmetic(_ARITHMETIC[type(node.op)], left, right)
        if isinstance(node.op, py.Mod):
            return feel.call("modulo", left, right)
        if isinstance(node.op, py.FloorDiv):
            return feel.call("floor", ast.Arithmetic("/", left, right))
        raise Untranslatable(f"{_shown(node)} has no equivalent")

    def chosen(self, node: py.IfExp) -> ast.Node:
        return feel.choice(self.of(node.test), self.of(node.body), self.of(node.orelse))

    # -- parts of values

    def attribute(self, node: py.Attribute) -> ast.Node:
        if node.attr.startswith("_"):
            raise Untranslatable(f"{node.attr} has no equivalent")
        return feel.member(self.of(node.value), node.attr)

    def part(self, node: py.Subscript) -> ast.Node:
        container, key = self.of(node.value), node.slice
        if isinstance(key, py.Slice):
            raise Untranslatable("a slice has no equivalent")
        if isinstance(key, py.Constant) and isinstance(key.value, str):
            return feel.member(container, key.value)
        position = _constant_position(key)
        if position is not None:
            return _at(container, position)
        index = self.of(key)
        place = ast.If(ast.Comparison("<", index, feel.ZERO), index, ast.Arithmetic("+", index, feel.ONE))
        listed = ast.Filter(feel.call("sublist", container, place, feel.ONE), feel.ONE)
        entry = ast.If(
            feel.call("list contains", feel.keys(container), index),
            feel.call("get value", container, index),
            feel.failing("no such entry"),
        )
        text = feel.call("substring", container, place, feel.ONE)
        return ast.If(feel.is_string(container), text, ast.If(feel.is_list(container), listed, entry))

    def comprehension(self, node: py.ListComp) -> ast.Node:
        return self.repeated(node.elt, node.generators)

    def repeated(self, element: py.expr, generators: list[py.comprehension]) -> ast.Node:
        name, source = self.iteration(generators)
        item = self.of(element)
        return exactness.solid_list(ast.For((ast.Iteration(name, source),), item), item)

    def iteration(self, generators: list[py.comprehension]) -> tuple[str, ast.Node]:
        only = generators[0]
        if len(generators) > 1 or only.ifs or only.is_async or not isinstance(only.target, py.Name):
            raise Untranslatable("a comprehension with `if`, several `for` or several names has no equivalent")
        if not feel.is_word(only.target.id):
            raise Untranslatable(f"{only.target.id} cannot be a name in FEEL")
        return only.target.id, self.of(only.iter)

    # -- calls

    def call(self, node: py.Call) -> ast.Node:
        if node.keywords:
            raise Untranslatable(f"{_shown(node)}: arguments by name have no equivalent")
        if isinstance(node.func, py.Name):
            if node.func.id in ("any", "all", "sum") and len(node.args) == 1 and _is_comprehension(node.args[0]):
                return self.over(node.func.id, node.args[0])
            return calls.function(node.func.id, list(self.each(node.args)))
        if isinstance(node.func, py.Attribute):
            return calls.method(self.of(node.func.value), node.func.attr, list(self.each(node.args)))
        raise Untranslatable(f"{_shown(node)} has no equivalent")

    def over(self, function: str, comprehension: Any) -> ast.Node:
        """any, all or sum of a comprehension."""
        if function == "sum":
            return calls.function("sum", [self.repeated(comprehension.elt, comprehension.generators)])
        name, source = self.iteration(comprehension.generators)
        condition = self.of(comprehension.elt)
        return ast.Quantified("some" if function == "any" else "every", (ast.Iteration(name, source),), condition)


_HANDLERS: Mapping[type[py.AST], Callable[[_Translation, Any], ast.Node]] = {
    py.Constant: _Translation.constant,
    py.Name: _Translation.name,
    py.List: _Translation.items,
    py.Tuple: _Translation.items,
    py.Dict: _Translation.entries,
    py.JoinedStr: _Translation.text,
    py.Compare: _Translation.compared,
    py.BoolOp: _Translation.connected,
    py.UnaryOp: _Translation.signed,
    py.BinOp: _Translation.calculated,
    py.IfExp: _Translation.chosen,
    py.Attribute: _Translation.attribute,
    py.Subscript: _Translation.part,
    py.ListComp: _Translation.comprehension,
    py.Call: _Translation.call,
}


def _is_comprehension(node: py.expr) -> bool:
    return isinstance(node, py.ListComp | py.GeneratorExp)


def _constant_position(node: py.expr) -> int | None:
    sign = -1 if isinstance(node, py.UnaryOp) and isinstance(node.op, py.USub) else 1
    inner = node.operand if isinstance(node, py.UnaryOp) and sign < 0 else node
    if isinstance(inner, py.Constant) and type(inner.value) is int:
        return sign * inner.value
    return None


def _at(container: ast.Node, position: int) -> ast.Node:
    """An item of a list or a character of a text; Python counts from zero."""
    place = feel.number(position + 1 if position >= 0 else position)
    text = feel.call("substring", container, place, feel.ONE)
    listed = ast.If(feel.is_list(container), ast.Filter(container, place), feel.failing("it has no items"))
    return ast.If(feel.is_string(container), text, listed)


def _refuse_capture(entries: list[tuple[str, ast.Node]]) -> None:
    """In FEEL an entry sees the entries before it; in Python it does not."""
    seen: set[str] = set()
    for key, value in entries:
        caught = seen & feel.names_in(value)
        if caught:
            raise Untranslatable(f"the entry {key} reads {min(caught)}, which is an entry before it")
        seen.add(key)


def _shown(node: py.AST) -> str:
    try:
        text = py.unparse(node)
    except (RecursionError, ValueError):
        return "..."
    return text if len(text) <= 60 else f"{text[:57]}..."
