"""What people wait for goes first, bulk does not starve, and a chain stays as urgent as what set it off."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.commands import incidents, instances, jobs, messages
from engine.commands.bundles import File
from engine.commands.jobs import PATIENCE, ClaimedJob, JobFailure
from engine.priority import Priority
from engine.queries import jobs as job_queries
from engine.testing import Story, story

HERE = Path(__file__).parent
INTERACTIVE, BULK = Priority


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Story]:
    """Service tasks before and after a person, a call and a timer."""
    with story(tmp_path) as told:
        for name in ("errand.bpmn", "chain.bpmn"):
            told.deploy(File("bpmn", name, (HERE / name).read_bytes()))
        told.answer("erp.get_order", {})
        yield told


def start(told: Story, name: str, priority: Priority = BULK) -> None:
    """Start a return whose first job is due then."""
    with told.engines.write.begin() as conn:
        told.instance_id = instances.start(
            conn, told.bundle_id, "approval", {"order_no": name, "requester": "csr1"},
            business_key=name, start_key=name, by="csr1", priority=priority,
        ).instance_id  # fmt: skip


def claim(told: Story, limit: int = 10, *, is_turn_of_bulk: bool = False) -> list[ClaimedJob]:
    with told.engines.write.begin() as conn:
        return jobs.claim(conn, "w", limit, is_turn_of_bulk=is_turn_of_bulk)


def fail(told: Story, job: ClaimedJob, failure: JobFailure) -> None:
    with told.engines.write.begin() as conn:
        jobs.fail(conn, job, failure)


def newest(told: Story) -> job_queries.JobView:
    with told.engines.read.connect() as conn:
        return job_queries.of_instance(conn, told.instance_id)[-1]


def every_job(told: Story) -> list[job_queries.JobView]:
    """Also those of called processes."""
    instances_of = (told.of_process(process_id) for process_id in ("chain", "errand"))
    with told.engines.read.connect() as conn:
        return [job for ids in instances_of for one in ids for job in job_queries.of_instance(conn, one)]


def test_a_job_that_somebody_waits_for_goes_before_older_bulk(approval: Story) -> None:
    for name in ("old", "older"):
        start(approval, name)
    approval.clock.advance(timedelta(hours=1))
    start(approval, "now", INTERACTIVE)
    (first,) = claim(approval, 1)
    assert (first.business_key, first.priority) == ("now", INTERACTIVE)
    assert [job.business_key for job in claim(approval)] == ["old", "older"]


def test_bulk_goes_by_age(approval: Story) -> None:
    for name in "abc":
        start(approval, name)
        approval.clock.advance(timedelta(seconds=1))
    assert [claim(approval, 1)[0].business_key for _ in range(3)] == ["a", "b", "c"]


def test_a_turn_of_the_bulk_takes_bulk_although_somebody_waits(approval: Story) -> None:
    start(approval, "bulk")
    start(approval, "waits", INTERACTIVE)
    assert [job.business_key for job in claim(approval, is_turn_of_bulk=True)] == ["bulk"]


def test_a_turn_of_the_bulk_without_any_takes_what_there_is(approval: Story) -> None:
    start(approval, "waits", INTERACTIVE)
    assert [job.business_key for job in claim(approval, is_turn_of_bulk=True)] == ["waits"]
    approval.clock.advance(timedelta(seconds=61))
    assert [job.attempt for job in claim(approval, is_turn_of_bulk=True)] == [2]


def test_a_lost_lease_goes_before_everything(approval: Story) -> None:
    start(approval, "lost")
    claim(approval)
    approval.clock.advance(timedelta(seconds=61))
    start(approval, "waits", INTERACTIVE)
    assert [job.business_key for job in claim(approval, 1)] == ["lost"]


def test_what_a_person_completes_is_interactive_and_its_chain_with_it_also_through_a_call(chain: Story) -> None:
    chain.start("chain")
    chain.complete("decide")
    found = {job.element_id: job.priority for job in every_job(chain)}
    assert found.pop("first") == "bulk"
    assert found == dict.fromkeys(("second", "called", "third"), "interactive")


def test_a_timer_makes_what_follows_bulk(chain: Story) -> None:
    chain.start("chain")
    chain.complete("decide")
    chain.wait(timedelta(days=1))
    assert (newest(chain).element_id, newest(chain).priority) == ("fourth", "bulk")


def test_a_message_is_bulk_unless_a_person_sends_it(approval: Story) -> None:
    for name, priority in (("SO-1", BULK), ("SO-2", INTERACTIVE)):
        approval.start("approval", key=name, order_no=name, requester="csr1")
        approval.complete("approve", user="lead1", decision="APPROVE")
        with approval.engines.write.begin() as conn:
            messages.publish(conn, "goods_received", name, {"qty": 1}, source="t", message_id=name, priority=priority)
        assert (newest(approval).element_id, newest(approval).priority) == ("credit", priority.word)


def test_a_short_back_off_keeps_the_priority_and_a_long_one_loses_it(approval: Story) -> None:
    start(approval, "waits", INTERACTIVE)
    seconds = PATIENCE.total_seconds()
    (job,) = claim(approval)
    fail(approval, job, JobFailure("rate_limited", "HTTP_429", "slow down", seconds))
    assert newest(approval).priority == "interactive"
    approval.clock.advance(PATIENCE)
    (job,) = claim(approval)
    fail(approval, job, JobFailure("rate_limited", "HTTP_429", "slow down", seconds + 1))
    assert newest(approval).priority == "bulk"


@pytest.mark.parametrize("priority", list(Priority))
def test_retrying_an_incident_by_hand_is_interactive_and_many_are_bulk(approval: Story, priority: Priority) -> None:
    start(approval, "broken", BULK if priority is INTERACTIVE else INTERACTIVE)
    (job,) = claim(approval)
    fail(approval, job, JobFailure("auth", "HTTP_401", "token expired"))
    (incident,) = approval.incidents
    options = {} if priority is INTERACTIVE else {"priority": priority}
    with approval.engines.write.begin() as conn:
        incidents.retry(conn, incident.id, by="admin", **options)
    assert [job.priority for job in claim(approval)] == [priority]


def test_an_idle_worker_sleeps_towards_the_next_job_of_either_priority(approval: Story) -> None:
    start(approval, "later")
    (job,) = claim(approval)
    fail(approval, job, JobFailure("rate_limited", "HTTP_429", "slow down", 300))
    with approval.engines.read.connect() as conn:
        assert job_queries.next_due_at(conn) >= approval.clock.now() + timedelta(seconds=300)
    start(approval, "now", INTERACTIVE)
    with approval.engines.read.connect() as conn:
        assert job_queries.next_due_at(conn) == approval.clock.now()
