"""The admin API of simulators, over HTTP."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from connectors.sdk.simulator import SimulatorServer

Simulate = Callable[..., SimulatorServer]
TOKEN = {"Authorization": "Bearer whsec_c2VjcmV0IG9mIHRlc3Rz"}


def test_seeded_records_are_served_and_replaced(simulate: Simulate) -> None:
    base = simulate("crm").base_url
    seed = {"customers": [{"id": "C9", "tier": "GOLD"}]}
    assert httpx.post(f"{base}/_sim/seed", json=seed).json() == {"stored": {"customers": 1}}
    assert httpx.get(f"{base}/services/data/accounts/C9", headers=TOKEN).json()["Tier"] == "Gold"
    httpx.post(f"{base}/_sim/seed", json={"customers": [{"id": "C9", "tier": "STD"}]})
    records = httpx.get(f"{base}/_sim/records/customers").json()["records"]
    assert [record["tier"] for record in records if record["id"] == "C9"] == ["STD"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "seed", {"planets": [{"id": "x"}]}, 404),
        ("POST", "seed", {"customers": {}}, 422),
        ("POST", "seed", {"customers": [{"name": "nobody"}]}, 422),
        ("POST", "seed", ["x"], 400),
        ("GET", "records/planets", None, 404),
        ("PUT", "faults", {"faults": [{"kind": "earthquake"}]}, 422),
        ("PUT", "faults", {"faults": [{"kind": "500", "share": "2"}]}, 422),
        ("PUT", "faults", {"faults": [{"kind": "500", "count": 0}]}, 422),
        ("PUT", "faults", {"faults": [{"kind": "500", "often": 1}]}, 422),
        ("PUT", "faults", {"faults": "all"}, 422),
        ("POST", "actions/explode", {}, 404),
    ],
)
def test_bad_input_is_refused_with_what_was_expected(
    simulate: Simulate, method: str, path: str, body: object, status: int
) -> None:
    answer = httpx.request(method, f"{simulate('crm').base_url}/_sim/{path}", json=body)
    assert answer.status_code == status
    assert "expected" in answer.json()["error"]["message"]


def test_half_a_seed_is_not_kept(simulate: Simulate) -> None:
    base = simulate("crm").base_url
    httpx.post(f"{base}/_sim/seed", json={"customers": [{"id": "C9"}, {"name": "nobody"}]})
    assert "C9" not in httpx.get(f"{base}/_sim/records/customers").text


def test_reset_forgets_everything(simulate: Simulate) -> None:
    base = simulate("crm").base_url
    httpx.get(f"{base}/services/data/accounts/C100", headers=TOKEN)
    httpx.post(f"{base}/_sim/reset")
    assert httpx.get(f"{base}/_sim/records/customers").json()["records"] == []
    assert httpx.get(f"{base}/_sim/ledger").json()["calls"] == []


def test_records_outlive_the_server(simulate: Simulate) -> None:
    first = simulate("crm")
    first.seed({"customers": [{"id": "C77"}]})
    first.stop()
    second = simulate("crm")
    assert "C77" in httpx.get(f"{second.base_url}/_sim/records/customers").text


def test_a_request_in_the_name_of_another_host_is_refused(simulate: Simulate) -> None:
    base = simulate("crm").base_url
    assert httpx.get(f"{base}/_sim/ledger", headers={"Host": "evil.example"}).status_code == 403
    cross_site = httpx.post(f"{base}/_sim/reset", headers={"Origin": "https://evil.example"})
    assert cross_site.status_code == 403


def test_a_taken_port_is_an_error_not_an_exit(simulate: Simulate, tmp_path: Path) -> None:
    second = SimulatorServer("crm", simulate("crm").port, tmp_path / "other.db", secret="s")
    with pytest.raises(OSError, match="in use"):
        second.start()
    second.stop()
