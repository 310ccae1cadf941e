"""Watching instances and repairing incidents."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from connectors.sdk.simulator import SimulatorServer
from designer.cockpit import service
from designer.identity.actor import SYSTEM
from designer.returns.testing import Desk
from designer.returns.views import ReturnView

Program = Callable[[str], FlaskClient]
TABS = ("", "waits", "variables", "history", "jobs", "timers", "incidents")


@pytest.fixture
def stuck(desk: Desk, servers: dict[str, SimulatorServer]) -> ReturnView:
    """A return whose return order could not be made, because the ERP was down."""
    view = desk.request()
    servers["erp"].stop()
    desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
    return desk.read(view)


@pytest.fixture
def incident_id(stuck: ReturnView) -> int:
    return service.find_incidents(SYSTEM, instance_id=stuck.instance_id).items[0].id


def test_the_list_shows_instances_and_their_troubles(stuck: ReturnView, login: Program) -> None:
    page = login("dev1").get("/instances").text
    assert f'href="/instances/{stuck.instance_id}"' in page
    assert "Incident" in page
    assert "No instance fits" in login("dev1").get("/instances?status=completed").text
    assert "RMA-1001" in login("dev1").get("/instances?incidents=1&q=rma-1001").text


@pytest.mark.parametrize("tab", [tab for tab in TABS if tab])
def test_every_tab_of_an_instance_opens(stuck: ReturnView, login: Program, tab: str) -> None:
    answer = login("dev1").get(f"/instances/{stuck.instance_id}?tab={tab}")
    assert answer.status_code == 200
    assert "RMA-1001" in answer.text


def test_an_instance_says_what_it_waits_for(desk: Desk, login: Program) -> None:
    view = desk.request(by="csr1")
    page = login("dev1").get(f"/instances/{view.instance_id}?tab=waits").text
    assert "somebody to do a task:" in page
    service.cancel(SYSTEM, view.instance_id, reason="a mistake")
    assert "This instance is over" in login("dev1").get(f"/instances/{view.instance_id}?tab=waits").text


def test_the_diagram_of_an_instance_opens(stuck: ReturnView, login: Program) -> None:
    assert 'data-island="diagram"' in login("dev1").get(f"/instances/{stuck.instance_id}").text


def test_an_incident_says_what_was_sent_where_and_what_to_do(incident_id: int, login: Program) -> None:
    page = login("mgr1").get(f"/incidents/{incident_id}").text
    assert "“Create the return order” needs a person" in page
    assert "erp.create_return_order" in page
    assert "SO-1001" in page
    assert "Retry the step" in page


def test_who_may_not_repair_sees_who_may(incident_id: int, login: Program) -> None:
    page = login("lead1").get(f"/incidents/{incident_id}").text
    assert "Somebody with the right to repair must go on" in page
    assert login("lead1").post(f"/incidents/{incident_id}/retry").status_code == 403


def test_a_retry_after_the_cause_is_mended_goes_on(
    desk: Desk, stuck: ReturnView, incident_id: int, revive: Callable[[str], None], login: Program
) -> None:
    revive("erp")
    answer = login("mgr1").post(f"/incidents/{incident_id}/retry")
    assert answer.headers["Location"] == f"/instances/{stuck.instance_id}"
    desk.work()
    assert desk.read(stuck).status == "AWAITING_SHIPMENT"
    assert desk.read(stuck).open_incidents == 0


def test_a_posting_by_hand_is_recorded_with_its_reference(
    desk: Desk, stuck: ReturnView, incident_id: int, login: Program
) -> None:
    typed = {"system": "erp", "type": "return_order", "id": "RO-77", "note": "posted by hand",
             "output": '{"return_order_no": "RO-77", "status": "OPEN"}'}  # fmt: skip
    answer = login("mgr1").post(f"/incidents/{incident_id}/resolve", data=typed)
    assert answer.status_code == 302, answer.text
    desk.work()
    assert desk.read(stuck).status == "AWAITING_SHIPMENT"
    assert "RO-77" in login("csr1").get(f"/returns/{stuck.no}?tab=timeline").text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"note": ""}, "A note is needed"),
        ({"output": "{nonsense"}, "not JSON"),
        ({"output": "[]"}, "Expected the output as a JSON object"),
        ({"output": '{"return_order_no": 7}'}, "return_order_no"),
    ],
)
def test_an_answer_that_cannot_be_right_is_refused_and_what_was_typed_is_kept(
    stuck: ReturnView, desk: Desk, incident_id: int, login: Program, change: dict[str, str], message: str
) -> None:
    typed = {"system": "erp", "type": "return_order", "id": "RO-77", "note": "by hand", "output": "{}"}
    answer = login("mgr1").post(f"/incidents/{incident_id}/resolve", data=typed | change)
    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="RO-77"' in answer.text
    assert desk.read(stuck).status == "APPROVED"


def test_a_resolved_incident_is_not_repaired_twice(incident_id: int, api: Program) -> None:
    program = api("mgr1")
    assert program.post(f"/api/v1/incidents/{incident_id}/retry").status_code == 204
    answer = program.post(f"/api/v1/incidents/{incident_id}/retry")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "incident_resolved")


def test_the_api_shows_instances_history_and_incidents(stuck: ReturnView, incident_id: int, api: Program) -> None:
    program = api("dev1")
    assert program.get("/api/v1/instances?has_incidents=true").get_json()["total"] == 1
    one = program.get(f"/api/v1/instances/{stuck.instance_id}").get_json()
    assert (one["business_key"], one["open_incidents"]) == ("RMA-1001", 1)
    kinds = [entry["kind"] for entry in program.get(f"/api/v1/instances/{stuck.instance_id}/history").get_json()]
    assert kinds[0] == "process_started"
    assert "incident_raised" in kinds
    assert (
        program.get(f"/api/v1/instances/{stuck.instance_id}/variables").get_json()["variables"]["return_no"] == "1001"
    )
    assert program.get("/api/v1/incidents").get_json()["items"][0]["id"] == incident_id


def test_cancelling_an_instance_cancels_its_return(desk: Desk, stuck: ReturnView, login: Program) -> None:
    login("mgr1").post(f"/instances/{stuck.instance_id}/cancel", data={"reason": "test"})
    assert desk.read(stuck).status == "CANCELLED"


def test_customers_and_inspectors_see_no_instances(stuck: ReturnView, login: Program) -> None:
    for person in ("c100", "insp1"):
        assert login(person).get(f"/instances/{stuck.instance_id}").status_code == 403


def test_jobs_tell_how_urgent_they_are(stuck: ReturnView, incident_id: int, login: Program, api: Program) -> None:
    """What followed from a completed task is interactive; a program that retries it does not wait for it."""
    path = f"/api/v1/instances/{stuck.instance_id}/jobs"
    (failed,) = [job for job in api("dev1").get(path).get_json() if job["state"] == "incident"]
    assert (failed["operation"], failed["priority"]) == ("create_return_order", "interactive")
    assert "Interactive" in login("dev1").get(f"/instances/{stuck.instance_id}?tab=jobs").text
    assert "Interactive" in login("mgr1").get(f"/incidents/{incident_id}").text
    assert api("mgr1").post(f"/api/v1/incidents/{incident_id}/retry").status_code == 204
    (again,) = [job for job in api("dev1").get(path).get_json() if job["state"] == "due"]
    assert (again["id"], again["priority"]) == (failed["id"], "bulk")
