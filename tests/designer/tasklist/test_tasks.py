"""Working on tasks by page and by API."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from designer.audit import service as audit
from designer.returns.testing import Desk
from designer.returns.views import ReturnView

Program = Callable[[str], FlaskClient]


@pytest.fixture
def asked(desk: Desk) -> ReturnView:
    """A return that waits for an approval, asked for by csr1."""
    return desk.request()


@pytest.fixture
def task_id(desk: Desk, asked: ReturnView) -> int:
    return desk.task(asked, "approve").id


def complete(program: FlaskClient, task_id: int, **data: Any) -> tuple[int, dict[str, Any]]:
    answer = program.post(f"/api/v1/tasks/{task_id}/complete", json={"data": data})
    return answer.status_code, answer.get_json()


def test_the_inbox_shows_what_ones_groups_may_take(task_id: int, login: Program) -> None:
    assert "Approve SO-1001" in login("lead1").get("/tasks").text
    assert "Approve SO-1001" not in login("insp1").get("/tasks").text


def test_an_empty_inbox_says_what_it_is_for(desk: Desk, login: Program) -> None:
    assert "Work for you and your groups appears here by itself" in login("insp1").get("/tasks").text


def test_the_task_page_gives_context_before_the_form(task_id: int, login: Program) -> None:
    page = login("lead1").get(f"/tasks/{task_id}").text
    assert page.index("What this is about") < page.index('data-island="task-form"')
    assert "Deep groove ball bearing 6205" in page
    assert "ordered too many" in page
    assert "csr1 asked for this return" in page


def test_completing_hands_the_form_to_the_process_and_names_the_next_page(
    desk: Desk, asked: ReturnView, task_id: int, api: Program
) -> None:
    status, answer = complete(api("lead1"), task_id, decision="APPROVE")
    assert (status, answer["next"]) == (200, "/tasks")
    assert desk.read(asked).status == "APPROVED"


def test_after_one_task_the_next_one_opens(desk: Desk, task_id: int, api: Program) -> None:
    other = desk.request(requested_resolution="REPLACEMENT")
    _, answer = complete(api("lead1"), task_id, decision="APPROVE")
    assert answer["next"] == f"/tasks/{desk.task(other, 'approve').id}"


def test_a_second_completion_is_a_conflict_that_names_the_first(task_id: int, api: Program) -> None:
    complete(api("lead1"), task_id, decision="APPROVE")
    status, problem = complete(api("lead1"), task_id, decision="DECLINE")
    assert (status, problem["code"]) == (409, "task_completed")
    assert "lead1" in problem["detail"]


def test_extra_keys_are_refused_with_their_field(desk: Desk, asked: ReturnView, task_id: int, api: Program) -> None:
    status, problem = complete(api("lead1"), task_id, decision="APPROVE", requester="somebody")
    assert status == 422
    assert any("requester" in error["message"] for error in problem["errors"])
    assert desk.read(asked).status == "UNDER_REVIEW"


def test_a_form_that_breaks_its_schema_lists_every_field(task_id: int, api: Program) -> None:
    status, problem = complete(api("lead1"), task_id, decision="PERHAPS", comment=7)
    assert status == 422
    places = {(error.get("element_id") or error.get("pointer")).strip("/") for error in problem["errors"]}
    assert places == {"decision", "comment"}


def test_the_requester_may_not_approve_and_the_try_is_on_record(
    desk: Desk, asked: ReturnView, task_id: int, api: Program, login: Program
) -> None:
    own = desk.request(by="lead1", requested_resolution="REPLACEMENT")
    status, problem = complete(api("lead1"), desk.task(own, "approve").id, decision="APPROVE")
    assert (status, problem["code"]) == (403, "segregation_of_duties")
    assert "tasks.refused" in [entry.action for entry in audit.latest()]
    page = login("csr1").get(f"/returns/{own.no}?tab=timeline").text
    assert "lead1 was refused at" in page


def test_people_of_other_groups_do_not_see_the_task(task_id: int, api: Program, login: Program) -> None:
    assert api("insp1").get(f"/api/v1/tasks/{task_id}").status_code == 404
    assert login("insp1").get(f"/tasks/{task_id}").status_code == 404
    assert complete(api("insp1"), task_id, decision="APPROVE")[0] == 403


def test_customers_have_no_task_list(task_id: int, login: Program, api: Program) -> None:
    assert login("c100").get("/tasks").status_code == 403
    assert api("c100").get(f"/api/v1/tasks/{task_id}").status_code == 404


def test_a_claimed_task_is_its_holders(desk: Desk, task_id: int, api: Program, login: Program) -> None:
    assert api("lead1").post(f"/api/v1/tasks/{task_id}/claim").get_json()["assignee"] == "lead1"
    assert "lead1" in login("mgr1").get(f"/tasks/{task_id}").text
    assert api("lead1").post(f"/api/v1/tasks/{task_id}/unclaim").get_json()["assignee"] is None


def test_a_draft_is_kept_as_typed_and_shown_again(task_id: int, api: Program, login: Program) -> None:
    program = api("lead1")
    draft = {"comment": "half a sent", "limit": 1.5}
    assert program.put(f"/api/v1/tasks/{task_id}/draft", json={"data": draft}).status_code == 204
    assert program.get(f"/api/v1/tasks/{task_id}").get_json()["draft"] == draft
    assert "half a sent" in login("lead1").get(f"/tasks/{task_id}").text


def test_a_done_task_says_who_did_it(task_id: int, api: Program, login: Program) -> None:
    complete(api("lead1"), task_id, decision="APPROVE")
    page = login("lead1").get(f"/tasks/{task_id}").text
    assert "lead1 has done this task." in page
    assert 'data-island="task-form"' not in page
    assert "Approve SO-1001" in login("lead1").get("/tasks?view=done").text


def test_an_unknown_task_is_not_found(desk: Desk, api: Program) -> None:
    answer = api("lead1").get("/api/v1/tasks/4711")
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["claim", "complete"])
def test_reading_cannot_change_a_task(task_id: int, login: Program, path: str) -> None:
    assert login("lead1").get(f"/tasks/{task_id}/{path}").status_code in {404, 405}
