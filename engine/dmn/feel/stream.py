"""A stream of tokens that a parser reads forward, with attempts that can be taken back."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from engine.dmn.feel.lexer import Source, Token, tokenize
from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.names import NameTable
from engine.dmn.feel.problems import FeelSyntaxError

T = TypeVar("T")

_TOKENS_PER_RETRY = 64  # an attempt that reads far before it fails counts as several


class TokenStream:
    """The tokens of one text, the place that was reached, and the nesting there."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.index = 0
        self._scopes: list[NameTable] = []
        self._filters = 0
        self._depth = 0
        self._retries = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def peek(self, distance: int = 1) -> Token:
        return self.tokens[min(self.index + distance, len(self.tokens) - 1)]

    def advance(self) -> Token:
        token = self.tokens[self.index]
        self.index += token.kind != "end"
        return token

    def is_symbol(self, text: str) -> bool:
        token = self.tokens[self.index]
        return token.text == text and token.kind == "symbol"

    def is_word(self, text: str) -> bool:
        token = self.tokens[self.index]
        return token.text == text and token.kind == "name"

    def accept(self, text: str) -> bool:
        if self.is_symbol(text) or self.is_word(text):
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        token = self.token
        if not self.accept(text):
            raise self.error(f"expected {text!r}")
        return token

    def error(self, expected: str, token: Token | None = None) -> FeelSyntaxError:
        token = token or self.token
        found = "the end" if token.kind == "end" else repr(token.text[:40])
        return self.source.error(f"{expected}, found {found}", token.start)

    def expect_end(self) -> None:
        if self.token.kind != "end":
            raise self.error("expected an operator or the end")

    def separated(self, rule: Callable[[], T]) -> Iterator[T]:
        """What `rule` parses, once or more often with commas between."""
        yield rule()
        while self.accept(","):
            yield rule()

    def attempt(self, rule: Callable[[], T]) -> T | None:
        """What `rule` parses, or None with nothing consumed if it does not fit."""
        self._retry(1)
        index, depth, scopes, filters = self.index, self._depth, len(self._scopes), self._filters
        try:
            return rule()
        except FeelSyntaxError:
            self._retry((self.index - index) // _TOKENS_PER_RETRY)
            self.index, self._depth, self._filters = index, depth, filters
            del self._scopes[scopes:]
            return None

    def _retry(self, count: int) -> None:
        self._retries += count
        if self._retries > LIMITS.parse_retries:
            raise exceeded("parse_retries")

    def nested(self, rule: Callable[[], T]) -> T:
        """What `rule` parses one level deeper."""
        self._depth += 1
        if self._depth > LIMITS.nesting:
            raise exceeded("nesting")
        result = rule()
        self._depth -= 1
        return result
