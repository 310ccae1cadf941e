"""The help pages: Markdown files beside this module, rendered to HTML."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from designer.errors import NotFound
from designer.help import markdown, rules

# In the order in which a newcomer reads them.
ORDER = (
    "getting-started",
    "roles",
    "elements",
    "feel",
    "other-tools",
    "rules",
    "settings",
    "webhooks",
    "monitoring",
    "backups",
    "scaling",
    "capacity",
    "glossary",
)


@dataclass(frozen=True)
class Article:
    """One help page; `html` has its headline taken out, because the page's head shows it."""

    slug: str
    title: str
    html: Markup
    sections: tuple[tuple[str, str], ...]  # (id, title)


@cache
def articles(try_url: str | None = None) -> tuple[Article, ...]:
    """All help pages, in reading order; their examples can be tried at `try_url`."""
    return tuple(_read(slug, try_url) for slug in ORDER)


def article(slug: str, try_url: str | None = None) -> Article:
    """One help page; raises NotFound."""
    found = next((article for article in articles(try_url) if article.slug == slug), None)
    if found is None:
        raise NotFound(f"no help page {slug!r}: there are {', '.join(ORDER)}")
    return found


def source(slug: str) -> str:
    """The Markdown of a help page."""
    text = files(__package__).joinpath("texts", f"{slug}.md").read_text("utf-8")
    return f"{text}\n{rules.as_markdown()}" if slug == "rules" else text


def _read(slug: str, try_url: str | None) -> Article:
    headline, _, body = source(slug).partition("\n")
    title = headline.removeprefix("# ").strip()
    return Article(slug, title, markdown.render(body, try_url), markdown.sections(body))
