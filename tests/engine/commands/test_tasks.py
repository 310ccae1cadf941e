"""Claiming, drafting and completing user tasks."""

from decimal import Decimal

import pytest

from engine.commands import tasks
from engine.errors import Conflict, InvalidInput, Refused
from engine.queries import tasks as task_queries
from engine.testing import Story


@pytest.fixture
def waiting(approval: Story) -> Story:
    approval.start("approval", by="csr1", order_no="SO-1", requester="csr1")
    return approval


def test_a_task_carries_its_title_context_groups_and_due_date(waiting: Story) -> None:
    task = waiting.task("approve")
    assert task.title == "Approve SO-1"
    assert task.context["amount"] == Decimal("79.92")
    assert task.candidate_groups == ("csr_lead",)
    assert (task.due_at - task.created_at).days == 1


def test_completing_a_task_moves_the_instance_on(waiting: Story) -> None:
    waiting.complete("approve", user="lead1", decision="APPROVE", limit="10.50")
    assert waiting.open_tasks() == []
    assert waiting.variables["limit"] == Decimal("10.50")
    assert "task_completed" in [entry.kind for entry in waiting.history]


def test_a_second_completion_is_refused_and_names_the_first(waiting: Story) -> None:
    task = waiting.complete("approve", user="lead1", decision="APPROVE")
    with pytest.raises(Conflict, match="completed by lead1") as caught, waiting.engines.write.begin() as conn:
        tasks.complete(conn, task.id, "lead2", ["csr_lead"], {"decision": "DECLINE"})
    assert caught.value.code == "task_completed"


def test_extra_keys_are_refused_and_nothing_is_written(waiting: Story) -> None:
    with pytest.raises(InvalidInput) as caught:
        waiting.complete("approve", user="lead1", decision="APPROVE", requester="somebody-else")
    assert [problem.element_id for problem in caught.value.problems if problem.element_id] == ["requester"]
    assert waiting.open_tasks() == ["approve"]
    assert waiting.variables["requester"] == "csr1"


def test_every_field_that_breaks_the_schema_is_listed(waiting: Story) -> None:
    with pytest.raises(InvalidInput) as caught:
        waiting.complete("approve", user="lead1", limit="a lot")
    assert {problem.element_id for problem in caught.value.problems} == {"decision", "limit"}


def test_the_requester_may_not_approve_their_own_return(waiting: Story) -> None:
    with pytest.raises(Refused) as caught:
        waiting.complete("approve", user="csr1", groups=["csr_lead"], decision="APPROVE")
    assert caught.value.code == "segregation_of_duties"


def test_a_refused_try_is_put_on_record(waiting: Story) -> None:
    task = waiting.task("approve")
    with waiting.engines.write.begin() as conn:
        tasks.record_refusal(conn, task.id, "csr1", "segregation of duties")
    assert waiting.happened("task_refused") == ["approve"]
    assert waiting.open_tasks() == ["approve"]


def test_a_user_outside_the_groups_may_not_complete(waiting: Story) -> None:
    with pytest.raises(Refused, match="csr_lead"):
        waiting.complete("approve", user="insp1", groups=["inspector"], decision="APPROVE")


def test_a_claimed_task_belongs_to_its_holder(waiting: Story) -> None:
    task = waiting.task("approve")
    with waiting.engines.write.begin() as conn:
        tasks.claim(conn, task.id, "lead1", ["csr_lead"])
    with pytest.raises(Conflict, match="held by lead1"), waiting.engines.write.begin() as conn:
        tasks.claim(conn, task.id, "lead2", ["csr_lead"])
    with waiting.engines.write.begin() as conn:
        tasks.unclaim(conn, task.id, "lead1")
    assert waiting.task("approve").assignee is None


def test_an_invalid_draft_is_kept_as_it_is(waiting: Story) -> None:
    task = waiting.task("approve")
    with waiting.engines.write.begin() as conn:
        tasks.save_draft(conn, task.id, "lead1", ["csr_lead"], {"decision": "PERHAPS"})
    assert waiting.task("approve").draft == {"decision": "PERHAPS"}


def test_the_inbox_shows_the_tasks_of_ones_groups_and_hides_excluded_ones(waiting: Story) -> None:
    def titles(user: str, groups: list[str]) -> list[str]:
        with waiting.engines.read.connect() as conn:
            return [task.title for task in task_queries.inbox(conn, user=user, groups=groups).items]

    assert titles("lead1", ["csr_lead"]) == ["Approve SO-1"]
    assert titles("insp1", ["inspector"]) == []
    assert titles("csr1", ["csr_lead"]) == []
