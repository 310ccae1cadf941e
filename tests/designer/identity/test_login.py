from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from designer.identity import service, tokens
from designer.identity.actor import SYSTEM
from designer.identity.demo_logins import PASSWORD
from engine import clock


def _csrf(client: FlaskClient) -> str:
    page = client.get("/login").text
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def _sign_in(client: FlaskClient, username: str, password: str, next_page: str = "") -> object:
    data = {"username": username, "password": password, "csrf_token": _csrf(client), "next": next_page}
    return client.post("/login", data=data)


def test_the_right_password_opens_a_session(client: FlaskClient) -> None:
    assert _sign_in(client, "admin", PASSWORD).status_code == 302
    assert client.get("/profile").status_code == 200


@pytest.mark.parametrize(
    ("username", "password"), [("admin", "wrong"), ("nobody", PASSWORD), ("", ""), ("x" * 5000, "y")]
)
def test_a_wrong_name_or_password_says_the_same_and_opens_nothing(
    client: FlaskClient, username: str, password: str
) -> None:
    answer = _sign_in(client, username, password)
    assert answer.status_code == 401
    assert "User name or password is not right." in answer.text
    assert client.get("/profile").status_code == 302


def test_signing_in_without_the_csrf_token_is_refused(client: FlaskClient) -> None:
    assert client.post("/login", data={"username": "admin", "password": PASSWORD}).status_code == 400


def test_signing_in_gives_a_new_session_id(client: FlaskClient) -> None:
    client.get("/login")
    with client.session_transaction() as session:
        session["planted"] = "by a stranger"
    _sign_in(client, "admin", PASSWORD)
    with client.session_transaction() as session:
        assert "planted" not in session


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:evil()"])
def test_after_signing_in_one_is_never_led_to_a_stranger(client: FlaskClient, target: str) -> None:
    assert "evil" not in _sign_in(client, "admin", PASSWORD, target).location


def test_after_signing_in_one_is_led_back_to_where_one_wanted_to_go(client: FlaskClient) -> None:
    assert _sign_in(client, "admin", PASSWORD, "/profile?tab=1").location == "/profile?tab=1"


def test_signing_out_ends_the_session_on_the_server(login, app: Flask) -> None:
    browser = login("admin")
    with browser.session_transaction() as session:
        stolen = dict(session)
    assert browser.post("/logout").status_code == 302
    with browser.session_transaction() as session:
        session.update(stolen)
    assert browser.get("/profile").status_code == 302


def test_disabling_a_user_ends_sessions_and_tokens_at_once(login, api) -> None:
    browser, program = login("csr1"), api("csr1")
    assert program.get("/api/v1/openapi.json").status_code == 200
    service.disable(SYSTEM, "csr1")
    assert browser.get("/profile").status_code == 302
    assert program.get("/api/v1/openapi.json").status_code == 401


@pytest.mark.parametrize(("minutes", "is_over"), [(59, False), (61, True)])
def test_an_idle_session_ends(login, minutes: int, is_over: bool) -> None:
    browser = login("admin")
    with clock.use(clock.VirtualClock(clock.now() + timedelta(minutes=minutes))):
        assert (browser.get("/profile").status_code == 302) is is_over


def test_a_session_ends_after_its_longest_time_even_when_it_is_used(login) -> None:
    browser = login("admin")
    time = clock.VirtualClock(clock.now())
    with clock.use(time):
        statuses = []
        for _ in range(26):
            time.advance(timedelta(minutes=30))
            statuses.append(browser.get("/profile").status_code)
    assert statuses == [200] * 23 + [302] * 3


def test_too_many_attempts_are_slowed_down(app: Flask) -> None:
    app.config["LOGIN_RATE"] = "3 per minute"
    client = app.test_client()
    statuses = [_sign_in(client, "admin", "wrong").status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]


def test_demo_logins_are_shown_in_the_demo_only(app: Flask) -> None:
    assert "insp1" not in app.test_client().get("/login").text
    app.config["DEMO"] = True
    assert "insp1" in app.test_client().get("/login").text


def test_a_token_is_narrowed_by_its_scopes_and_expires(app: Flask) -> None:
    program = app.test_client()
    narrow = tokens.create(SYSTEM, "admin", "audit only", scopes=frozenset({"audit.read"}), days=1)
    bearer = {"Authorization": f"Bearer {narrow.text}"}
    refusal = program.get("/api/v1/openapi.json", headers=bearer)
    assert (refusal.status_code, refusal.json["code"]) == (403, "scope_missing")
    with clock.use(clock.VirtualClock(clock.now() + timedelta(days=2))):
        assert program.get("/api/v1/openapi.json", headers=bearer).status_code == 401


def test_a_revoked_token_is_refused(app: Flask) -> None:
    made = tokens.create(SYSTEM, "admin", "short lived")
    tokens.revoke(SYSTEM, made.id)
    answer = app.test_client().get("/api/v1/openapi.json", headers={"Authorization": f"Bearer {made.text}"})
    assert answer.status_code == 401
