"""Turns JUEL into tokens (Jakarta Expression Language, 1.2 to 1.19)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.bpmn.vendors.expressions import Untranslatable

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)"
    r"|(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<name>[^\W\d][\w$]*)"
    r"|(?P<symbol>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]])",
    re.DOTALL,
)
# Words that stand for symbols.
_WORDS = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "div": "/",
    "mod": "%",
    "empty": "empty",
}


class Token(NamedTuple):
    """`kind` is number, string, name, symbol or end; `text` the symbol, the name, or the unescaped string."""

    kind: str
    text: str
    start: int


def tokenize(text: str) -> list[Token]:
    """All tokens of `text` and an end; Untranslatable at a character that no token begins with."""
    return [*_tokens(text), Token("end", "", len(text))]


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise Untranslatable(f"{text[at]!r} at character {at + 1} has no equivalent")
        kind, said = found.lastgroup or "", found.group()
        if kind == "string":
            yield Token(kind, re.sub(r"\\(.)", r"\1", said[1:-1], flags=re.DOTALL), at)
        elif kind == "name" and said in _WORDS:
            yield Token("symbol", _WORDS[said], at)
        elif kind != "space":
            yield Token(kind, said, at)
        at = found.end()
