import pytest

from designer.help import articles
from designer.identity import policy


@pytest.mark.parametrize("slug", articles.ORDER)
def test_every_page_is_shown_to_everybody_who_is_signed_in(login, slug: str) -> None:
    page = login("c100").get(f"/help/{slug}")
    assert page.status_code == 200
    assert articles.article(slug).title in page.text


def test_an_unknown_page_is_not_found(login) -> None:
    assert login("csr1").get("/help/../config").status_code == 404
    assert login("csr1").get("/help/nothing").status_code == 404


def test_html_and_script_links_in_a_text_do_nothing() -> None:
    rendered = articles.render(
        "<script>alert(1)</script> [x](javascript:alert(1)) ![y](data:text/html,x) <img src=x onerror=y>"
    )
    assert "<script" not in rendered
    assert "<img" not in rendered
    assert "href" not in rendered


def test_every_role_is_explained() -> None:
    page = articles.article("roles").html
    assert [role for role in policy.ROLES if f"<code>{role}</code>" not in page] == []
