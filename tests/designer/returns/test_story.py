"""The timeline tells what happened in sentences."""

from datetime import timedelta

from designer.identity.actor import SYSTEM
from designer.returns import detail
from designer.returns.story import in_words
from designer.returns.testing import Desk


def test_the_story_names_rules_people_tasks_and_documents(desk: Desk) -> None:
    view = desk.request(by="c100")
    desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
    told = [sentence.sentence for sentence in detail.story_of(SYSTEM, view)][::-1]
    assert told[0] == "c100 asked for this return"
    assert "Decision “Approval route” applied rule 2: Csr lead" in told
    assert "“Approve SO-1001” was put to csr lead" in told
    assert "lead1 completed “Approve SO-1001”" in told
    assert any(text.startswith("Create the return order: ") and text.endswith("stands in ERP") for text in told)
    assert told[-1] == "The return became awaiting shipment"


def test_a_decision_says_its_version_and_the_words_of_its_rule(desk: Desk) -> None:
    view = desk.request()
    sentence = next(it for it in detail.story_of(SYSTEM, view) if it.sentence.startswith("Decision"))
    assert ("version", "little") in sentence.details
    assert ("rule 2", "everything else") in sentence.details


def test_what_was_only_looked_up_is_not_told(desk: Desk) -> None:
    view = desk.request()
    assert not [it for it in detail.story_of(SYSTEM, view) if "SO-1001 stands in" in it.sentence]


def test_values_are_said_in_words() -> None:
    assert in_words({"remind_after": timedelta(days=1, hours=2), "note": "", "ok": True}) == (
        "remind after 1 day 2 hours, ok yes"
    )
    assert in_words([]) == "none"
    assert in_words("NO_LONGER_NEEDED") == "No longer needed"
    assert in_words("RMA-1001") == "RMA-1001"
