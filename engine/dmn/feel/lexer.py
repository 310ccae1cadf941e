"""Turns FEEL text into tokens with positions (DMN 1.5, 10.3.1.2, rules 23 to 42)."""

import re
from bisect import bisect_right
from functools import cached_property
from typing import Literal, NamedTuple

from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.problems import FeelSyntaxError, Position

TokenKind = Literal["name", "number", "string", "at", "symbol", "end"]

_NAME_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_PART = _NAME_START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE = "\\t-\\r \u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"

_TOKEN = re.compile(
    rf"(?P<space>[{_SPACE}]+|//[^\n\r]*|/\*.*?\*/)"
    r"|(?P<number>(?:[0-9]+(?:\.(?![.])[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>[{_NAME_START}][{_NAME_PART}]*)"
    r'|(?P<at>@[ ]*"(?:[^"\\]|\\.)*")'
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<symbol>\.\.|\*\*|<=|>=|!=|->|.)",
    re.DOTALL,
)
_HALF = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """One token; `value` is the unescaped text of a string, `spaced` says that white space stands before it."""

    kind: TokenKind
    text: str
    start: int
    end: int
    spaced: bool
    value: str = ""


class Source:
    """A text and its line starts, which turn an offset into a Position."""

    def __init__(self, text: str) -> None:
        if len(text) > LIMITS.source_chars:
            raise exceeded("source_chars", found=str(len(text)))
        self.text = text

    def position(self, offset: int) -> Position:
        line = bisect_right(self._lines, offset)
        return Position(offset, line, offset - self._lines[line - 1] + 1)

    @cached_property
    def _lines(self) -> list[int]:
        """Where lines start; found when a place is first asked for: most texts never are."""
        return [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", self.text))]

    def error(self, message: str, offset: int) -> FeelSyntaxError:
        return FeelSyntaxError(message, self.position(offset), self.text)


def tokenize(source: Source) -> list[Token]:
    """All tokens, closed by one of kind `end`; FeelSyntaxError for an unclosed string or comment."""
    half = _HALF.search(source.text)
    if half:
        raise source.error("expected whole characters, found half of a surrogate pair", half.start())
    tokens: list[Token] = []
    spaced = False
    for match in _TOKEN.finditer(source.text):
        kind = match.lastgroup
        if kind == "space":
            spaced = True
            continue
        tokens.append(_token(source, match, spaced))
        spaced = False
    size = len(source.text)
    tokens.append(Token("end", "", size, size, spaced))
    return tokens


def _token(source: Source, match: re.Match[str], spaced: bool) -> Token:
    text, start, end = match.group(), match.start(), match.end()
    match match.lastgroup:
        case "number":
            return Token("number", text, start, end, spaced)
        case "name":
            return Token("name", text, start, end, spaced)
        case "string":
            return Token("string", text, start, end, spaced, _unescape(source, text[1:-1], start + 1))
        case "at":
            return Token("at", text, start, end, spaced, _unescape(source, text[text.index('"') + 1 : -1], start))
    if text == '"':
        raise source.error("expected a closing quotation mark for the string that starts here", start)
    if text == "/" and source.text.startswith("/*", start):
        raise source.error("expected */ to close the comment that starts here", start)
    return Token("symbol", text, start, end, spaced)


def _unescape(source: Source, text: str, start: int) -> str:
    if "\\" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        code = match.group(1)
        if code in _ESCAPED:
            return _ESCAPED[code]
        if len(code) > 1 and int(code[1:], 16) <= 0x10FFFF:
            return chr(int(code[1:], 16))
        return match.group()  # an unknown escape stands for itself, as regular expressions need it

    joined = _ESCAPE.sub(replace, text)
    try:
        # two \u escapes may be the halves of one character above U+FFFF
        return joined.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise source.error("expected a whole character, found half of a surrogate pair", start) from None
