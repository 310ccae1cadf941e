"""Parses type names as they stand in FEEL: `number`, `list<string>`, `context<a: date>`, `function<any> -> any`."""

from engine.dmn.feel import ast
from engine.dmn.feel.names import KEYWORDS, NameTable
from engine.dmn.feel.scoping import ScopedStream

_SPACED = NameTable(
    ["date and time", "days and time duration", "day and time duration", "years and months duration",
     "year and month duration"]
)  # fmt: skip


def parse_type(parser: ScopedStream) -> ast.TypeName:
    """The type at the parser's place; FeelSyntaxError if none is there."""
    return parser.nested(lambda: _type(parser))


def _type(parser: ScopedStream) -> ast.TypeName:
    at = parser.token.start
    name = _type_name(parser)
    match name:
        case "list" | "range" if parser.accept("<"):
            argument = parse_type(parser)
            _close(parser)
            return ast.TypeName(name, (argument,), at=at)
        case "context" if parser.accept("<"):
            entries = [_entry(parser)]
            while parser.accept(","):
                entries.append(_entry(parser))
            _close(parser)
            return ast.TypeName(name, (), tuple(entries), at=at)
        case "function" if parser.accept("<"):
            return _function(parser, at)
    return ast.TypeName(name, at=at)


def _function(parser: ScopedStream, at: int) -> ast.TypeName:
    arguments: list[ast.TypeName] = []
    if not parser.is_symbol(">"):
        arguments.append(parse_type(parser))
        while parser.accept(","):
            arguments.append(parse_type(parser))
    _close(parser)
    parser.expect("->")
    return ast.TypeName("function", tuple(arguments), (), parse_type(parser), at=at)


def _entry(parser: ScopedStream) -> tuple[str, ast.TypeName]:
    name = parser.variable_name(":")
    parser.expect(":")
    return name, parse_type(parser)


def _close(parser: ScopedStream) -> None:
    parser.expect(">")


def _type_name(parser: ScopedStream) -> str:
    spaced = _SPACED.match(parser.tokens, parser.index)
    if spaced:
        parser.index += spaced[1]
        return spaced[0]
    if parser.is_word("function") or parser.is_word("null"):
        return parser.advance().text
    words: list[str] = []
    while parser.token.kind == "name" and parser.token.text not in KEYWORDS:
        words.append(parser.advance().text)
        if parser.is_symbol(".") and parser.peek().kind == "name":
            parser.advance()
            words[-1] += "." + parser.advance().text
    if not words:
        raise parser.error("expected the name of a type")
    return " ".join(words)
