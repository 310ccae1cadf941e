"""The help pages: Markdown files beside this module, rendered to HTML."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markdown_it import MarkdownIt
from markupsafe import Markup

from designer.errors import NotFound

# In the order in which a newcomer reads them.
ORDER = ("getting-started", "roles", "settings", "glossary")


@dataclass(frozen=True)
class Article:
    """One help page; `html` has its headline taken out, because the page's head shows it."""

    slug: str
    title: str
    html: Markup


@cache
def articles() -> tuple[Article, ...]:
    """All help pages, in reading order."""
    return tuple(_read(slug) for slug in ORDER)


def article(slug: str) -> Article:
    """One help page; raises NotFound."""
    found = next((article for article in articles() if article.slug == slug), None)
    if found is None:
        raise NotFound(f"no help page {slug!r}: there are {', '.join(ORDER)}")
    return found


def render(markdown: str) -> Markup:
    """Markdown with tables as HTML; HTML in the text stays text, and links lead to http, mailto or a page of ours."""
    # The library escapes raw HTML with html=False and refuses javascript:, vbscript: and data: links.
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown))  # noqa: S704


def _read(slug: str) -> Article:
    headline, _, body = files(__package__).joinpath("texts", f"{slug}.md").read_text("utf-8").partition("\n")
    return Article(slug, headline.removeprefix("# ").strip(), render(body))
