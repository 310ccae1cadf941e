"""What the BPMN editor offers, and who uses what."""

from designer.identity.actor import Actor
from designer.modeler import blank, catalogue, service
from designer.modeler.library import Document
from engine.commands.bundles import BundleRef

CALLING = blank.document("bpmn", "caller", "Caller").replace(
    b"</bpmn:process>", b'<bpmn:callActivity id="call" calledElement="greeting" /></bpmn:process>'
)


def documents(actor: Actor) -> tuple[Document, ...]:
    return service.workspace(actor).documents


def test_the_catalogue_offers_what_the_library_defines(owner: Actor, library: BundleRef) -> None:
    choices = catalogue.choices(documents(owner))
    assert [choice["value"] for choice in choices["processes"]] == ["greeting"]
    assert choices["decisions"][0]["inputs"] == ["value"]
    assert {"value": "inspector", "label": "Inspector"} in choices["groups"]
    assert "APPROVED" in [choice["value"] for choice in choices["statuses"]]


def test_a_process_knows_who_calls_it(owner: Actor, library: BundleRef) -> None:
    service.create(owner, "bpmn", "caller", CALLING)
    entry = next(found for found in catalogue.entries(documents(owner)) if found.document.key == "greeting")
    assert [user.key for user in entry.used_by] == ["caller"]
