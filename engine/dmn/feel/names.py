"""Resolves names that may hold spaces, keywords and operators against the names in scope (DMN 1.5, 10.3.1.2)."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from engine.dmn.feel.lexer import Source, Token, tokenize
from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.problems import FeelSyntaxError

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


class _Branch:
    """Where the names stand that begin with the same tokens: those that end here, and those that go on."""

    __slots__ = ("below", "names")

    def __init__(self) -> None:
        self.below: dict[str, _Branch] = {}
        self.names: list[tuple[tuple[_Part, ...], str]] = []


class NameTable:
    """A set of names, findable by the tokens that spell them; the longest wins."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._root = _Branch()
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
        if parts is None:
            return
        if len(parts) > LIMITS.name_words:
            raise exceeded("name_words", found=str(len(parts)))
        branch = self._root
        for text, _ in parts:
            branch = branch.below.setdefault(text, _Branch())
        branch.names.append((parts, name))

    def match(self, tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
        """The longest name spelt by the tokens from `start`, and how many tokens it takes."""
        found: tuple[str, int] | None = None
        branch = self._root.below.get(tokens[start].text)
        index = start
        while branch is not None:
            index += 1
            for parts, name in branch.names:
                if _is_spaced(parts, tokens, start):
                    found = name, index - start
                    break
            if index == len(tokens):
                break
            branch = branch.below.get(tokens[index].text)
        return found


class _Growing:
    """The tables of a scope that grows name by name, as in a boxed context: most of it is in one made before."""

    _EXTRA = 64

    def __init__(self) -> None:
        self._last: tuple[frozenset[str], NameTable] = frozenset(), NameTable()

    def tables(self, names: frozenset[str]) -> tuple[NameTable, ...]:
        known, table = self._last
        if not known <= names or len(names) - len(known) > self._EXTRA:
            known, table = self._last = names, NameTable(names)
        return table, NameTable(names - known)


_growing = _Growing()


@lru_cache(maxsize=256)
def fixed_tables(names: frozenset[str]) -> tuple[NameTable, ...]:
    """Tables that are shared by all who parse with these names; nothing may be added to them."""
    return _growing.tables(names)


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[_Part, ...] | None:
    """The tokens that spell a name; None for a key of a context that no tokens can spell, such as a lone `"`."""
    try:
        return tuple((token.text, token.spaced) for token in tokenize(Source(name))[:-1])
    except FeelSyntaxError:
        return None


def _is_spaced(parts: tuple[_Part, ...], tokens: Sequence[Token], start: int) -> bool:
    """`a - b` is a subtraction even where a name `a-b` exists: operators must stand as in the name."""
    before = True
    for index, (_, spaced) in enumerate(parts):
        token = tokens[start + index]
        if index and spaced != token.spaced and not (before and token.kind == "name"):
            return False
        before = token.kind == "name"
    return True
