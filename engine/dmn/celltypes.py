"""Cells of decision tables whose constants are of another type than their column."""

from collections.abc import Iterator, Mapping

from engine.dmn import model
from engine.dmn.feel import ast
from engine.dmn.feel.constants import NotConstant, constant
from engine.dmn.feel.expression import compile
from engine.dmn.feel.problems import FeelSyntaxError
from engine.dmn.feel.types import BUILT_IN, NoConversion, Type, convert
from engine.dmn.feel.values import Range, Value, kind
from engine.errors import Problem


def type_problems(
    table: model.DecisionTable, inputs: Mapping[str, Type], types: Mapping[str, Type]
) -> Iterator[Problem]:
    """Errors with the rule's id; `inputs` are the types of the names that columns test, `types` all named ones."""
    for index, clause in enumerate(table.inputs):
        type_ = inputs.get(clause.expression.text.strip())
        for number, rule in enumerate(table.rules, 1):
            for value in _tested(rule.tests[index]):
                if type_ is not None and value is not None and not _is_comparable(value, type_):
                    yield _problem(number, rule, clause.label, type_, value)
    for index, column in enumerate(table.outputs):
        type_ = types.get(column.type_ref or "") or BUILT_IN.get(column.type_ref or "")
        for number, rule in enumerate(table.rules, 1):
            for value in _given(rule.outputs[index].text):
                if type_ is not None and not _is_convertible(value, type_):
                    yield _problem(number, rule, column.name or "the output", type_, value)


def _problem(number: int, rule: model.Rule, label: str, type_: Type, value: Value) -> Problem:
    return Problem(
        "dmn_cell_type",
        f"expected {type_} in rule {number} for {label}, found {kind(value)}"
        + (" outside its allowed values" if kind(value) == type_.name else ""),
        "write a value of that type, or change the type",
        element_id=rule.place.element_id,
        line=rule.place.line,
    )


def _is_convertible(value: Value, type_: Type) -> bool:
    try:
        convert(value, type_)
    except NoConversion:
        return False
    return True


def _is_comparable(value: Value, type_: Type) -> bool:
    """A column is tested with values of its own kind; only an allowed one can ever be equal."""
    return type_.name == "any" or kind(value) == type_.name


def _tested(cell: str) -> Iterator[Value]:
    """The constants that a cell compares with."""
    try:
        tree = compile(cell, "unary", names=()).tree
    except FeelSyntaxError:
        return
    for node in tree.tests if isinstance(tree, ast.UnaryTests) else ():
        yield from _constants(node.operand if isinstance(node, ast.UnaryComparison) else node)


def _given(text: str) -> Iterator[Value]:
    """The constant that an output cell gives, if it is one."""
    try:
        yield from _constants(compile(text, names=()).tree)
    except FeelSyntaxError:
        return


def _constants(node: ast.Node) -> Iterator[Value]:
    try:
        value = constant(node)
    except NotConstant:
        return
    if isinstance(value, Range):
        yield value.start
        yield value.end
    else:
        yield value
