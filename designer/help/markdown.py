"""Markdown as the help pages use it: headings and words that can be linked to, worked examples, tables."""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from designer.help import examples
from designer.help.examples import Example

Environment = MutableMapping[str, Any]
_TRY_URL = "try_url"


def render(markdown: str, try_url: str | None = None) -> Markup:
    """Markdown with tables as HTML; HTML in the text stays text, and links lead to http, mailto or a page of ours.

    Examples get a way to try them at `try_url`, if there is one.
    """
    # The library escapes raw HTML with html=False and refuses javascript:, vbscript: and data: links.
    tokens = _PARSER.parse(markdown)
    _add_ids(tokens)
    return Markup(_PARSER.renderer.render(tokens, _PARSER.options, {_TRY_URL: try_url}))  # noqa: S704


def sections(markdown: str) -> tuple[tuple[str, str], ...]:
    """(id, title) of every heading of the second level."""
    tokens = _PARSER.parse(markdown)
    return tuple(
        (anchor(title.content), title.content)
        for opening, title in pairwise(tokens)
        if opening.type == "heading_open" and opening.tag == "h2"
    )


def examples_of(markdown: str) -> Iterator[Example]:
    """Every worked example of a page's source, in its order."""
    for token in _PARSER.parse(markdown):
        if token.type == "fence" and examples.is_example(token.info):
            yield examples.read(token.info, token.content)


def anchor(text: str) -> str:
    """The id under which a heading or a word can be linked to."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _add_ids(tokens: Sequence[Token]) -> None:
    """Give every heading, and every word of a table of words, an id."""
    are_words = is_first_cell = False
    for opening, content in pairwise(tokens):
        if opening.type == "tr_open":
            is_first_cell = True
        elif opening.type == "th_open" and is_first_cell:
            are_words, is_first_cell = content.content == "Word", False
        elif opening.type == "heading_open" or (opening.type == "td_open" and are_words and is_first_cell):
            opening.attrSet("id", anchor(content.content))
            is_first_cell = False
        elif opening.type == "td_open":
            is_first_cell = False


def _fence(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Environment) -> str:
    token = tokens[index]
    if examples.is_example(token.info):
        return f"{examples.to_html(examples.read(token.info, token.content), env.get(_TRY_URL))}\n"
    return RendererHTML.fence(self, tokens, index, options, env)


def _new_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("fence", _fence)
    return parser


_PARSER = _new_parser()
