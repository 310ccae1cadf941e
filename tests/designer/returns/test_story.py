"""The timeline tells what happened in sentences."""

from designer.identity.actor import SYSTEM
from designer.returns import detail
from designer.returns.testing import Desk


def test_the_story_names_rules_people_tasks_and_documents(desk: Desk) -> None:
    view = desk.request(by="c100")
    desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
    told = [sentence.sentence for sentence in detail.story_of(SYSTEM, view)][::-1]
    assert told[0] == "c100 asked for this return"
    assert "Decision “Approval route” applied rule 2: CSR_LEAD" in told
    assert "“Approve SO-1001” was put to csr lead" in told
    assert "lead1 completed “Approve SO-1001”" in told
    assert any(text.startswith("Create the return order: ") and text.endswith("stands in ERP") for text in told)
    assert told[-1] == "The return became awaiting shipment"


def test_a_decision_says_its_version_and_the_words_of_its_rule(desk: Desk) -> None:
    view = desk.request()
    sentence = next(it for it in detail.story_of(SYSTEM, view) if it.sentence.startswith("Decision"))
    assert ("version", "little") in sentence.details
    assert ("rule 2", "everything else") in sentence.details
