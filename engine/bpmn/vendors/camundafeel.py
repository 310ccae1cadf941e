"""The FEEL of Camunda 8 as the FEEL of DMN: functions that only Camunda has become what they do."""

import re
from collections.abc import Callable, Mapping

from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors.expressions import Untranslatable
from engine.bpmn.vendors.substitution import Bindings, substitute
from engine.dmn.feel import ast
from engine.dmn.feel.builtins import BUILT_IN_NAMES
from engine.dmn.feel.walk import descend

# Functions with blanks in their names that DMN does not have; each is read as one word.
_EXTRA = ("get or else", "is defined", "is empty", "is blank", "put all")
_WORDS = {name: name.replace(" ", "_") for name in _EXTRA}
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SPACED = {name: re.compile(r"\b" + r"\s+".join(name.split()) + r"(?=\s*\()") for name in _WORDS}
_NOTHING: Bindings = {}


def value(text: str, bindings: Bindings = _NOTHING) -> str:
    """A text of a diagram of Camunda 8 as one here: text stays text, FEEL behind `=` is FEEL of DMN; Untranslatable."""
    stripped = text.strip()
    if not stripped.startswith("="):
        return text
    if not bindings and not is_special(stripped):
        _known(feel.parsed(stripped[1:]))
        return stripped
    return feel.written(tree(stripped[1:], bindings))


def is_special(text: str) -> bool:
    """Whether `text` calls something that only Camunda has."""
    return any(pattern.search(text) for pattern in _SPACED.values()) or re.search(r"\btrim\s*\(", text) is not None


def tree(text: str, bindings: Bindings = _NOTHING) -> ast.Node:
    """The tree of a FEEL text of Camunda 8, without its leading `=`."""
    parsed = feel.parsed(_joined_words(text))
    return substitute(_known(_replaced(parsed)), bindings)


def _known(node: ast.Node) -> ast.Node:
    """`node`, unless it calls a function that nobody here knows; it would be found out only when it runs."""
    for part in descend(node):
        if isinstance(part, ast.Call | ast.NamedCall) and isinstance(part.function, ast.Name):
            called = part.function.name
            if called not in BUILT_IN_NAMES:
                raise Untranslatable(f"the function {called} has no equivalent")
    return node


def _joined_words(text: str) -> str:
    """`text` with the names of those functions as single words, strings apart."""
    parts, at = [], 0
    for quoted in _QUOTED.finditer(text):
        parts += [_in_words(text[at : quoted.start()]), quoted.group()]
        at = quoted.end()
    return "".join([*parts, _in_words(text[at:])])


def _in_words(text: str) -> str:
    for name, found in _SPACED.items():
        text = found.sub(_WORDS[name], text)
    return text


def _replaced(node: ast.Node) -> ast.Node:
    """`node` with every call of such a function replaced, from the inside out."""
    made = feel.rebuilt(node, _replaced)
    if not (isinstance(made, ast.Call) and isinstance(made.function, ast.Name)):
        return made
    function = _FUNCTIONS.get((made.function.name, len(made.arguments)))
    if function is None:
        if made.function.name in _WORDS.values():
            raise Untranslatable(f"{made.function.name.replace('_', ' ')} with such arguments has no equivalent")
        return made
    return function(*made.arguments)


def _or_else(value: ast.Node, otherwise: ast.Node) -> ast.Node:
    return ast.If(ast.Comparison("=", value, feel.NULL), otherwise, value)


def _is_blank(text: ast.Node) -> ast.Node:
    return ast.Comparison("=", feel.trimmed(text), feel.EMPTY)


def _is_empty(items: ast.Node) -> ast.Node:
    return ast.Comparison("=", feel.call("count", items), feel.ZERO)


_FUNCTIONS: Mapping[tuple[str, int], Callable[..., ast.Node]] = {
    ("get_or_else", 2): _or_else,
    ("is_defined", 1): lambda value: ast.Comparison("!=", value, feel.NULL),
    ("is_empty", 1): _is_empty,
    ("is_blank", 1): _is_blank,
    ("trim", 1): feel.trimmed,
    ("put_all", 1): lambda contexts: feel.call("context merge", contexts),
    ("put_all", 2): lambda *contexts: feel.call("context merge", ast.ListLiteral(contexts)),
}
