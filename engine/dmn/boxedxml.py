"""Reads boxed expressions from DMN XML (DMN 1.5, 7.3 and 10.2)."""

from collections.abc import Callable
from typing import cast

from lxml import etree

from engine.dmn.markup import Reader, attribute, child, children, local, place, text_of, type_ref
from engine.dmn.model import (
    Aggregation,
    Boxed,
    BoxedContext,
    BoxedFilter,
    BoxedList,
    Conditional,
    ContextEntry,
    DecisionTable,
    FunctionDefinition,
    HitPolicy,
    InputClause,
    Invocation,
    Iterator,
    LiteralExpression,
    OutputClause,
    Relation,
    Rule,
)

_HIT_POLICIES = ("UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
_AGGREGATIONS = ("SUM", "MIN", "MAX", "COUNT")

_MAX_DEPTH = 40
_MAX_ENTRIES = 1_000

_Read = Callable[[Reader, etree._Element], Boxed]


def read_boxed(reader: Reader, element: etree._Element) -> Boxed | None:
    """The boxed expression that an element is; None if it is no expression."""
    read = _READERS.get(local(element))
    if read is None:
        return None
    at = place(element)
    if reader.depth == _MAX_DEPTH:
        reader.problem("dmn_depth", f"expected at most {_MAX_DEPTH} boxed expressions inside each other", at)
        return LiteralExpression("null", place=at)
    reader.depth += 1
    found = read(reader, element)
    reader.depth -= 1
    return found


def expression_in(reader: Reader, element: etree._Element | None) -> Boxed | None:
    """The first boxed expression among the children."""
    if element is None:
        return None
    found = (read_boxed(reader, part) for part in children(element))
    return next((boxed for boxed in found if boxed is not None), None)


def _required(reader: Reader, element: etree._Element, *names: str) -> Boxed:
    """The expression in the child with one of the names; a problem and an empty one if there is none."""
    holder = child(element, *names)
    found = expression_in(reader, holder)
    if found is not None:
        return found
    at = place(element)
    reader.problem("dmn_expression", f"expected an expression in <{names[0]}> of <{local(element)}>", at)
    return LiteralExpression("null", place=at)


def _literal(reader: Reader, element: etree._Element) -> LiteralExpression:
    at = place(element)
    language = attribute(element, "expressionLanguage")
    if language and not language.rstrip("/").lower().endswith("feel"):
        reader.problem(
            "dmn_language", f"expected FEEL as expression language, found {language!r}", at, "rewrite it in FEEL"
        )
    return LiteralExpression(text_of(element) or "", place=at, type_ref=type_ref(element))


def _context(reader: Reader, element: etree._Element) -> Boxed:
    entries = []
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        value = expression_in(reader, entry) or LiteralExpression("null", place=place(entry))
        name = attribute(variable, "name") if variable is not None else None
        entries.append(ContextEntry(name, value, type_ref(variable)))
    if len(entries) > _MAX_ENTRIES:  # each brings one more name into the scope of the next
        message = f"expected at most {_MAX_ENTRIES} entries in a context, found {len(entries)}"
        reader.problem("dmn_size", message, place(element), "split the context")
        del entries[_MAX_ENTRIES:]
    return BoxedContext(tuple(entries), place=place(element), type_ref=type_ref(element))


def _list(reader: Reader, element: etree._Element) -> Boxed:
    items = tuple(boxed for part in children(element) if (boxed := read_boxed(reader, part)) is not None)
    return BoxedList(items, place=place(element), type_ref=type_ref(element))


def _relation(reader: Reader, element: etree._Element) -> Boxed:
    columns = tuple(attribute(column, "name") or "" for column in children(element, "column"))
    rows = []
    for row in children(element, "row"):
        cells = tuple(boxed for part in children(row) if (boxed := read_boxed(reader, part)) is not None)
        if len(cells) != len(columns):
            reader.problem("dmn_relation", f"expected {len(columns)} cells in the row, found {len(cells)}", place(row))
        rows.append(cells)
    return Relation(columns, tuple(rows), place=place(element), type_ref=type_ref(element))


def _invocation(reader: Reader, element: etree._Element) -> Boxed:
    at = place(element)
    function = expression_in(reader, element)
    if function is None:
        reader.problem("dmn_invocation", "expected an expression that names the function to call", at)
        function = LiteralExpression("null", place=at)
    bindings = []
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        name = attribute(parameter, "name") if parameter is not None else None
        value = expression_in(reader, binding) or LiteralExpression("null", place=place(binding))
        bindings.append((name or "", value))
    return Invocation(function, tuple(bindings), place=at, type_ref=type_ref(element))


def read_function(reader: Reader, element: etree._Element) -> FunctionDefinition:
    """A function definition; its kind is checked when it is called."""
    parameters = tuple(
        (attribute(parameter, "name") or "", type_ref(parameter)) for parameter in children(element, "formalParameter")
    )
    body = expression_in(reader, element)
    kind = attribute(element, "kind") or "FEEL"
    return FunctionDefinition(parameters, body, kind, place=place(element), type_ref=type_ref(element))


def _conditional(reader: Reader, element: etree._Element) -> Boxed:
    parts = [_required(reader, element, name) for name in ("if", "then", "else")]
    return Conditional(*parts, place=place(element), type_ref=type_ref(element))


def _filter(reader: Reader, element: etree._Element) -> Boxed:
    source, match = _required(reader, element, "in"), _required(reader, element, "match")
    return BoxedFilter(source, match, place=place(element), type_ref=type_ref(element))


def _iterator(reader: Reader, element: etree._Element) -> Boxed:
    kind = local(element)
    variable = attribute(element, "iteratorVariable") or ""
    if not variable:
        reader.problem("dmn_iterator", f"expected an iteratorVariable on <{kind}>", place(element))
    body = _required(reader, element, "return" if kind == "for" else "satisfies")
    source = _required(reader, element, "in")
    at, type_ = place(element), type_ref(element)
    match kind:
        case "for":
            return Iterator("for", variable, source, body, place=at, type_ref=type_)
        case "every":
            return Iterator("every", variable, source, body, place=at, type_ref=type_)
    return Iterator("some", variable, source, body, place=at, type_ref=type_)


def _table(reader: Reader, element: etree._Element) -> Boxed:
    at = place(element)
    inputs = tuple(_input(reader, column) for column in children(element, "input"))
    outputs = tuple(_output(reader, column) for column in children(element, "output"))
    rules = tuple(_rule(reader, row, len(inputs), len(outputs)) for row in children(element, "rule"))
    if not outputs:
        reader.problem("dmn_table", "expected at least one output column", at, "add an output to the decision table")
    if len(outputs) > 1:
        for column in outputs:
            if not column.name:
                reader.problem("dmn_table", "expected a name for each of several output columns", column.place)
    policy, aggregation = _policy(reader, element)
    return DecisionTable(inputs, outputs, rules, policy, aggregation, place=at, type_ref=type_ref(element))


def _policy(reader: Reader, element: etree._Element) -> tuple[HitPolicy, Aggregation | None]:
    at = place(element)
    policy = attribute(element, "hitPolicy") or "UNIQUE"
    aggregation = attribute(element, "aggregation")
    if policy not in _HIT_POLICIES:
        reader.problem("dmn_hit_policy", f"expected one of {', '.join(_HIT_POLICIES)}, found {policy!r}", at)
        policy = "UNIQUE"
    if aggregation is not None and (aggregation not in _AGGREGATIONS or policy != "COLLECT"):
        reader.problem(
            "dmn_hit_policy", f"expected COLLECT with one of {', '.join(_AGGREGATIONS)}, found {aggregation!r}", at
        )
        aggregation = None
    return cast(HitPolicy, policy), cast(Aggregation | None, aggregation)


def _input(reader: Reader, element: etree._Element) -> InputClause:
    at = place(element)
    holder = child(element, "inputExpression")
    expression = _literal(reader, holder) if holder is not None else LiteralExpression("", place=at)
    if not expression.text.strip():
        reader.problem("dmn_table", "expected an expression for the input column", at, "name the value that is tested")
        expression = LiteralExpression("null", place=at)
    allowed = text_of(child(element, "inputValues"))
    return InputClause(expression, allowed, attribute(element, "label") or expression.text.strip(), at)


def _output(reader: Reader, element: etree._Element) -> OutputClause:
    default = child(element, "defaultOutputEntry")
    return OutputClause(
        attribute(element, "name"),
        type_ref(element),
        text_of(child(element, "outputValues")),
        _literal(reader, default) if default is not None else None,
        place(element),
        attribute(element, "label") or "",
    )


def _rule(reader: Reader, element: etree._Element, inputs: int, outputs: int) -> Rule:
    at = place(element)
    tests = tuple((text_of(cell) or "").strip() or "-" for cell in children(element, "inputEntry"))
    values = tuple(_literal(reader, cell) for cell in children(element, "outputEntry"))
    if len(tests) != inputs or len(values) != outputs:
        found = f"{len(tests)} and {len(values)}"
        reader.problem(
            "dmn_table", f"expected {inputs} input and {outputs} output cells in the rule, found {found}", at
        )
    annotations = tuple(text_of(cell) or "" for cell in children(element, "annotationEntry"))
    description = child(element, "description")
    if not any(annotations) and description is not None and description.text:
        annotations = (description.text.strip(),)
    return Rule(attribute(element, "id"), tests, values, annotations, at)


_READERS: dict[str, _Read] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": read_function,
    "decisionTable": _table,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator,
    "every": _iterator,
    "some": _iterator,
}
