import pytest
from flask import Flask

from designer.audit import service as audit
from designer.errors import Forbidden, Invalid
from designer.identity import policy, service
from designer.identity.access import public, requires, signed_in
from designer.identity.actor import SYSTEM, Actor, signed_in_actor


@pytest.fixture
def door(app: Flask) -> Flask:
    app.add_url_rule("/door", "door", requires("returns.create")(lambda: "open"), methods=["GET", "POST"])
    app.add_url_rule("/api/v1/door", "api_door", requires("returns.create")(lambda: "open"), methods=["GET", "POST"])
    app.add_url_rule("/api/v1/hook", "hook", public(lambda: "heard"), methods=["POST"])
    app.add_url_rule("/api/v1/me", "me", signed_in(lambda: signed_in_actor().username))
    return app


def test_the_role_decides_and_the_refusal_names_the_rule(door: Flask, login) -> None:
    assert login("csr1").get("/door").status_code == 200
    refusal = login("insp1").get("/api/v1/door")
    assert refusal.status_code == 403
    assert "returns.create needs one of the roles" in refusal.json["detail"]


def test_a_refusal_is_audited(door: Flask, login) -> None:
    login("insp1").get("/door")
    entry = audit.latest(1)[0]
    assert (entry.actor, entry.action, entry.object_id) == ("insp1", "access.refused", "door")


def test_an_unsafe_request_with_a_cookie_needs_the_csrf_token(door: Flask, login) -> None:
    browser = login("csr1")
    assert browser.post("/api/v1/door").status_code == 200
    del browser.environ_base["HTTP_X_CSRFTOKEN"]
    assert browser.post("/api/v1/door").json["code"] == "csrf"
    assert browser.post("/door").status_code == 400


def test_a_program_with_a_token_needs_no_csrf_token(door: Flask, api) -> None:
    assert api("csr1").post("/api/v1/door").status_code == 200


def test_a_token_beats_the_cookie_that_comes_along(door: Flask, login, api) -> None:
    browser = login("csr1")
    browser.environ_base["HTTP_AUTHORIZATION"] = api("mgr1").environ_base["HTTP_AUTHORIZATION"]
    assert browser.get("/api/v1/me").text == "mgr1"


def test_a_public_hook_below_api_needs_neither(door: Flask) -> None:
    assert door.test_client().post("/api/v1/hook").status_code == 200


def test_an_unknown_token_is_refused_even_where_everybody_may(door: Flask) -> None:
    answer = door.test_client().post("/api/v1/hook", headers={"Authorization": "Bearer rf_unknown"})
    assert answer.status_code == 401


def test_an_action_without_a_rule_cannot_be_used() -> None:
    with pytest.raises(LookupError, match="returns.burn"):
        requires("returns.burn")
    with pytest.raises(Forbidden, match="no rule"):
        Actor("admin", frozenset({"admin"})).require("returns.burn")


def test_every_rule_names_known_roles() -> None:
    assert {role for roles in policy.ACTIONS.values() for role in roles} <= set(policy.ROLES)


def test_customers_may_only_use_the_portal() -> None:
    theirs = {action for action in policy.ACTIONS if policy.allows({"customer"}, action)}
    assert theirs == {"portal.use", "returns.read_own", "live.read", "api.docs", "help.read"}


@pytest.mark.parametrize(
    ("roles", "customer_id"), [(["pilot"], None), (["customer"], None), (["csr"], "C1"), (["customer", "csr"], "C1")]
)
def test_a_user_that_would_blur_the_line_to_customers_is_refused(
    app: Flask, roles: list[str], customer_id: str | None
) -> None:
    with pytest.raises(Invalid):
        service.save_user(SYSTEM, "kim", name="Kim", roles=roles, customer_id=customer_id)


@pytest.mark.parametrize("username", ["", "x" * 81])
def test_a_name_that_no_history_has_room_for_is_refused(app: Flask, username: str) -> None:
    with app.app_context(), pytest.raises(Invalid, match="up to 80"):
        service.save_user(SYSTEM, username, name="Kim", roles=["csr"])
