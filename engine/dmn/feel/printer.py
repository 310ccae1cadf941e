"""Prints a syntax tree as FEEL text that parses to the same tree again."""

from collections.abc import Callable
from typing import Any

from engine.dmn.feel import ast
from engine.dmn.feel.text import number_text, quoted

_Print = Callable[[Any], str]


def to_source(node: ast.Node) -> str:
    """FEEL text; operands with an operator of their own stand in parentheses."""
    return _PRINTERS[type(node)](node)


def _operand(node: ast.Node) -> str:
    text = to_source(node)
    return text if isinstance(node, _SELF_CONTAINED) else f"({text})"


def _literal(node: ast.Literal) -> str:
    value = node.value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return quoted(value) if isinstance(value, str) else number_text(value)


def _context(node: ast.ContextLiteral) -> str:
    return "{" + ", ".join(f"{quoted(key)}: {to_source(value)}" for key, value in node.entries) + "}"


def _range(node: ast.RangeLiteral) -> str:
    start, end = _operand(node.start), _operand(node.end)
    return f"{'[' if node.start_included else '('}{start}..{end}{']' if node.end_included else ')'}"


def _type(node: ast.TypeName) -> str:
    arguments = ", ".join(_type(argument) for argument in node.arguments)
    if node.result:
        return f"function<{arguments}> -> {_type(node.result)}"
    if node.entries:
        return "context<" + ", ".join(f"{key}: {_type(entry)}" for key, entry in node.entries) + ">"
    return f"{node.name}<{arguments}>" if arguments else node.name


def _iterations(iterations: tuple[ast.Iteration, ...]) -> str:
    return ", ".join(
        f"{part.name} in {_operand(part.source)}" + (f"..{_operand(part.end)}" if part.end else "")
        for part in iterations
    )


def _function(node: ast.FunctionLiteral) -> str:
    parameters = ", ".join(f"{name}: {_type(type_)}" if type_ else name for name, type_ in node.parameters)
    return f"function({parameters}) {'external ' if node.is_external else ''}{to_source(node.body)}"


def _unary_tests(node: ast.UnaryTests) -> str:
    tests = ", ".join(map(to_source, node.tests)) or "-"
    return f"not({tests})" if node.negated else tests


def _call(node: ast.Call) -> str:
    return f"{_operand(node.function)}({', '.join(map(to_source, node.arguments))})"


def _named_call(node: ast.NamedCall) -> str:
    arguments = ", ".join(f"{name}: {to_source(value)}" for name, value in node.arguments)
    return f"{_operand(node.function)}({arguments})"


def _binary(node: ast.Arithmetic | ast.Comparison) -> str:
    return f"{_operand(node.left)} {node.operator} {_operand(node.right)}"


_SELF_CONTAINED = (
    ast.Literal, ast.AtLiteral, ast.Name, ast.ListLiteral, ast.ContextLiteral, ast.Path, ast.Filter, ast.Call,
    ast.NamedCall, ast.UnaryComparison,
)  # fmt: skip

_PRINTERS: dict[type[ast.Node], _Print] = {
    ast.Literal: _literal,
    ast.AtLiteral: lambda node: "@" + quoted(node.text),
    ast.Name: lambda node: node.name,
    ast.ListLiteral: lambda node: f"[{', '.join(map(to_source, node.items))}]",
    ast.ContextLiteral: _context,
    ast.RangeLiteral: _range,
    ast.UnaryComparison: lambda node: f"({node.operator} {_operand(node.operand)})",
    ast.Negation: lambda node: f"-{_operand(node.operand)}",
    ast.Arithmetic: _binary,
    ast.Comparison: _binary,
    ast.Conjunction: lambda node: " and ".join(map(_operand, node.operands)),
    ast.Disjunction: lambda node: " or ".join(map(_operand, node.operands)),
    ast.Between: lambda node: f"{_operand(node.value)} between {_operand(node.low)} and {_operand(node.high)}",
    ast.In: lambda node: f"{_operand(node.value)} in ({', '.join(map(to_source, node.tests))})",
    ast.InstanceOf: lambda node: f"{_operand(node.value)} instance of {_type(node.type)}",
    ast.If: lambda node: f"if {to_source(node.condition)} then {to_source(node.then)} else {to_source(node.otherwise)}",
    ast.For: lambda node: f"for {_iterations(node.iterations)} return {to_source(node.body)}",
    ast.Quantified: lambda node: (
        f"{node.quantifier} {_iterations(node.iterations)} satisfies {to_source(node.condition)}"
    ),
    ast.Path: lambda node: f"{_operand(node.source)}.{node.name}",
    ast.Filter: lambda node: f"{_operand(node.source)}[{to_source(node.condition)}]",
    ast.Call: _call,
    ast.NamedCall: _named_call,
    ast.FunctionLiteral: _function,
    ast.UnaryTests: _unary_tests,
}
