import re

import pytest

from designer.help import articles, markdown
from designer.identity import policy
from engine import lint


@pytest.mark.parametrize("slug", articles.ORDER)
def test_every_page_is_shown_to_everybody_who_is_signed_in(login, slug: str) -> None:
    page = login("c100").get(f"/help/{slug}")
    assert page.status_code == 200
    assert articles.article(slug).title in page.text


def test_an_unknown_page_is_not_found(login) -> None:
    assert login("csr1").get("/help/../config").status_code == 404
    assert login("csr1").get("/help/nothing").status_code == 404


def test_html_and_script_links_in_a_text_do_nothing() -> None:
    rendered = markdown.render(
        "<script>alert(1)</script> [x](javascript:alert(1)) ![y](data:text/html,x) <img src=x onerror=y>"
    )
    assert "<script" not in rendered
    assert "<img" not in rendered
    assert "href" not in rendered


def test_every_role_is_explained() -> None:
    page = articles.article("roles").html
    assert [role for role in policy.ROLES if f"<code>{role}</code>" not in page] == []


def test_every_link_between_pages_leads_to_a_place() -> None:
    places = {f"{page.slug}#{name}" for page in articles.articles() for name in re.findall(r'id="([^"]+)"', page.html)}
    places |= {*articles.ORDER, "try"}
    links = {
        f"{page.slug}{link}" if link.startswith("#") else link
        for page in articles.articles()
        for link in re.findall(r'href="([^"]+)"', page.html)
    }
    assert sorted(links - places) == []
    assert "glossary#return-window" in links


def test_an_example_is_shown_with_its_input_and_its_result() -> None:
    html = markdown.render("```feel\n{age: 12}\n---\nage < 30\n---\ntrue\n```\n", "/help/try")
    assert re.findall(r"<dt>(.*?)</dt>", html) == ["Input", "Expression", "Result"]
    assert "<code>age &lt; 30</code>" in html
    assert 'href="/help/try?how=expression&amp;given=%7Bage%3A+12%7D&amp;text=age+%3C+30"' in html
    assert "Try it" not in markdown.render("```feel\n---\n1\n---\n1\n```\n")


def test_a_table_is_shown_with_its_hit_policy_and_numbered_rules() -> None:
    html = markdown.render("```feel table\n{a: 1}\n---\nF: a || b\n> 0 || 1\n- || 2\n---\n1\n```\n")
    assert '<th scope="col" title="Hit policy">F</th>' in html
    assert re.findall(r'<th scope="row">(\d)</th>', html) == ["1", "2"]
    assert '<td class="is-output"><code>2</code></td>' in html


def test_every_rule_of_diagrams_is_explained_at_the_anchor_of_its_name() -> None:
    page = articles.article("rules").html
    assert [rule for rule in lint.RULES if f'id="{rule}"' not in page] == []
    assert "returnflow:task form=" in page
