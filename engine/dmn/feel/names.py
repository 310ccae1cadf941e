"""Resolves names that may hold spaces, keywords and operators against the names in scope (DMN 1.5, 10.3.1.2)."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from engine.dmn.feel.lexer import Source, Token, tokenize

KEYWORDS = frozenset(
    [
        "for", "in", "return", "if", "then", "else", "some", "every", "satisfies", "and", "or", "between", "instance",
        "of", "function", "external", "true", "false", "null",
    ]
)  # fmt: skip

_Part = tuple[str, bool]  # token text, space before it


def normalize(name: str) -> str:
    """White space runs become one space, as names are compared that way."""
    return " ".join(name.split())


class NameTable:
    """A set of names, findable by the tokens that spell them; the longest wins."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[_Part, ...], str]]] = {}
        self._names: set[str] = set()
        for name in names:
            self.add(name)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def add(self, name: str) -> None:
        name = normalize(name)
        if not name or name in self._names:
            return
        self._names.add(name)
        parts = _parts(name)
        spellings = self._by_first.setdefault(parts[0][0], [])
        spellings.append((parts, name))
        spellings.sort(key=lambda spelling: -len(spelling[0]))

    def match(self, tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
        """The longest name spelt by the tokens from `start`, and how many tokens it takes."""
        for parts, name in self._by_first.get(tokens[start].text, ()):
            if _spells(parts, tokens, start):
                return name, len(parts)
        return None


@lru_cache(maxsize=256)
def fixed_table(names: frozenset[str]) -> NameTable:
    """A table that is shared by all who parse with these names; nothing may be added to it."""
    return NameTable(names)


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[_Part, ...]:
    return tuple((token.text, token.spaced) for token in tokenize(Source(name))[:-1])


def _spells(parts: tuple[_Part, ...], tokens: Sequence[Token], start: int) -> bool:
    if start + len(parts) >= len(tokens):
        return False
    before = True
    for index, (text, spaced) in enumerate(parts):
        token = tokens[start + index]
        if token.text != text:
            return False
        # `a - b` is a subtraction even where a name `a-b` exists: operators must stand as in the name
        if index and spaced != token.spaced and not (before and token.kind == "name"):
            return False
        before = token.kind == "name"
    return True
