"""Names while parsing: the scopes that are open, and what the next tokens may spell in them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from engine.dmn.feel import ast
from engine.dmn.feel.lexer import Source
from engine.dmn.feel.names import KEYWORDS, NameTable, fixed_tables
from engine.dmn.feel.stream import TokenStream

_NAME_SYMBOLS = frozenset("-+*/'.")


class ScopedStream(TokenStream):
    """Reads names of several words: those in scope, and those of entries after a dot or in a filter."""

    def __init__(
        self, source: Source, names: Iterable[str] | None, members: Iterable[str], functions: NameTable
    ) -> None:
        super().__init__(source)
        self._given = fixed_tables(frozenset(names or ()))
        self._scopes = [functions, *self._given]
        self._members = [*fixed_tables(frozenset(members)), NameTable()]  # known from elsewhere, found in this text
        self._are_names_known = names is not None

    def is_given(self, name: str) -> bool:
        """Whether the caller's scope has the name."""
        return any(name in table for table in self._given)

    @contextmanager
    def scope(self, *names: str) -> Iterator[NameTable]:
        """Names that are known while the block is parsed."""
        table = NameTable(names)
        self._scopes.append(table)
        try:
            yield table
        finally:
            self._scopes.pop()

    @contextmanager
    def filter_scope(self) -> Iterator[None]:
        """Inside a filter, where entry names are names."""
        self._filters += 1
        with self.scope("item"):
            yield
        self._filters -= 1

    def learn(self, name: str) -> None:
        """Take `name` for the name of an entry from here on."""
        self._members[-1].add(name)

    def member_name(self) -> str:
        """A name after a dot: the longest known entry name, else all the words that follow."""
        found = self._longest(self._members)
        words = self._words()
        if found and found[1] >= words:
            self.index += found[1]
            return found[0]
        if not words:
            if self.token.kind == "name":  # a keyword may name an entry
                return self.advance().text
            raise self.error("expected a name")
        return self._take_words(words)

    def _longest(self, tables: list[NameTable]) -> tuple[str, int] | None:
        """The longest name of any table that the next tokens spell, and how many they are."""
        found = [match for table in tables if (match := table.match(self.tokens, self.index))]
        return max(found, key=lambda match: match[1]) if found else None

    def _words(self) -> int:
        """How many words in a row could belong to one name."""
        count = 0
        while self.peek(count).kind == "name" and self.peek(count).text not in KEYWORDS:
            count += 1
        return count

    def _take_words(self, count: int) -> str:
        start = self.index
        self.index += count
        return " ".join(token.text for token in self.tokens[start : self.index])

    def name(self) -> ast.Node:
        at = self.token.start
        found = self._longest([*self._scopes, *self._members] if self._filters else self._scopes)
        if found:
            self.index += found[1]
            return ast.Name(found[0], at=at)
        if self.token.text in KEYWORDS:
            raise self.error("expected a value")
        words = self._words() if self._are_names_known or self._filters else 1
        return ast.Name(self._take_words(words), at=at)

    def variable_name(self, stop: str) -> str:
        """A new name, up to the word or symbol `stop`, which is not consumed."""
        start = self.index
        while self.token.text != stop and self.token.kind != "end":
            if self.token.kind in ("string", "at") or self.token.text in "()[]{},:":
                break
            self.advance()
        if self.index == start or self.tokens[start].kind != "name":
            raise self.error("expected a name", self.tokens[start])
        return self._spelling(start, self.index)

    def argument_name(self) -> tuple[str, int] | None:
        index = self.index
        while self.tokens[index].kind in ("name", "number") or self.tokens[index].text in (
            "-",
            "+",
            "*",
            "/",
            "'",
            ".",
        ):
            index += 1
        token = self.tokens[index]
        if self.token.kind != "name" or token.text != ":" or token.kind != "symbol":
            return None
        return self._spelling(self.index, index), index

    def _spelling(self, start: int, end: int) -> str:
        parts = [(" " if token.spaced else "") + token.text for token in self.tokens[start:end]]
        return "".join(parts).strip()
