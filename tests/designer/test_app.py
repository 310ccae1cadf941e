import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from designer.app import create_app
from designer.errors import Conflict
from designer.identity.access import access_of, public, requires


def test_every_route_has_an_access_rule(app: Flask) -> None:
    unmarked = [
        rule.endpoint for rule in app.url_map.iter_rules() if access_of(app.view_functions[rule.endpoint]) is None
    ]
    assert unmarked == []


def test_an_unmarked_route_is_refused(app: Flask) -> None:
    app.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "secret")
    answer = app.test_client().get("/api/v1/forgotten")
    assert answer.status_code == 403
    assert answer.json["code"] == "unmarked_route"


def test_an_unexpected_error_shows_a_reference_and_no_traceback(app: Flask) -> None:
    def broken() -> str:
        raise ZeroDivisionError("the secret reason")

    app.add_url_rule("/api/v1/broken", "broken", public(broken))
    app.add_url_rule("/broken", "broken_page", public(broken))
    for path in ("/api/v1/broken", "/broken"):
        answer = app.test_client().get(path)
        assert answer.status_code == 500
        assert "secret reason" not in answer.text
        assert "Traceback" not in answer.text
    assert len(app.test_client().get("/api/v1/broken").json["reference"]) == 12


def test_a_domain_error_becomes_problem_json_below_api(app: Flask) -> None:
    def late() -> str:
        raise Conflict("expected revision 3, found 4: read it again")

    app.add_url_rule("/api/v1/late", "late", public(late))
    answer = app.test_client().get("/api/v1/late")
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 409
    assert answer.json["detail"] == "expected revision 3, found 4: read it again"


def test_error_pages_carry_the_security_headers_too(client: FlaskClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_a_forwarded_address_counts_only_where_a_proxy_of_ours_stands(tmp_path, proxies: int, seen: str) -> None:
    app = create_app({"DATA_DIR": tmp_path, "PROXIES": proxies})
    app.add_url_rule("/who", "who", public(lambda: str(request.remote_addr)))
    forged = {"X-Forwarded-For": "10.1.1.1, 203.0.113.9"}
    assert app.test_client().get("/who", headers=forged).text == seen


def test_a_program_without_a_token_is_told_to_sign_in(app: Flask) -> None:
    app.add_url_rule("/api/v1/things", "things", requires("returns.read")(lambda: "things"))
    answer = app.test_client().get("/api/v1/things")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_person_who_is_not_signed_in_is_led_to_the_login_page_and_back(client: FlaskClient) -> None:
    answer = client.get("/profile?tab=1")
    assert answer.status_code == 302
    assert answer.location == "/login?next=/profile?tab%3D1"
