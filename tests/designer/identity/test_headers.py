from flask import Flask

from designer.identity.access import public
from designer.identity.headers import CONTENT_SECURITY_POLICY, allow_style_attributes


def test_only_marked_pages_may_carry_style_attributes(app: Flask) -> None:
    app.add_url_rule("/plain", "plain", public(lambda: "x"))
    app.add_url_rule("/diagram", "diagram", allow_style_attributes(public(lambda: "x")))
    client = app.test_client()
    assert client.get("/plain").headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert client.get("/diagram").headers["Content-Security-Policy"].endswith("; style-src-attr 'unsafe-inline'")
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_behind_tls_browsers_are_told_to_stay_there(app: Flask) -> None:
    app.config["HTTPS"] = True
    assert "max-age=31536000" in app.test_client().get("/login").headers["Strict-Transport-Security"]


def test_static_files_may_be_kept_and_pages_may_not(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/login").headers["Cache-Control"] == "no-store"
    assert "no-store" not in client.get("/static/tokens.css").headers["Cache-Control"]
