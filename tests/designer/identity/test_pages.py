import pytest

from designer.identity.demo_logins import DEMO_LOGINS


def test_an_administrator_sees_everybody_with_their_roles(login) -> None:
    page = login("admin").get("/admin/users")
    assert page.status_code == 200
    assert all(person.username in page.text for person in DEMO_LOGINS)


def test_users_are_shown_to_administrators_only(login) -> None:
    assert login("owner1").get("/admin/users").status_code == 403


@pytest.mark.parametrize("person", DEMO_LOGINS, ids=lambda person: person.username)
def test_everybody_finds_a_place_to_start(login, person) -> None:
    browser = login(person.username)
    home = browser.get("/")
    assert home.status_code == 302
    assert browser.get(home.location).status_code == 200


def test_a_profile_says_what_one_may_do(login) -> None:
    page = login("insp1").get("/profile").text
    assert "tasks.work" in page
    assert "returns.create" not in page
