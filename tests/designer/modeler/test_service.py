"""Drafts: saving with versions and conflicts, discarding, restoring, validating."""

import pytest

from designer.database import transaction
from designer.errors import Conflict, Forbidden, Invalid, NotFound
from designer.identity import service as identity
from designer.identity.actor import Actor
from designer.modeler import blank, service
from designer.modeler.library import Document
from engine.commands import bundles
from engine.commands.bundles import BundleRef, File
from engine.errors import InvalidModel

CHANGED = blank.document("dmn", "fee", "Fee").replace(b'"yes"', b'"no"')
THEIRS = blank.document("dmn", "fee", "Fee").replace(b'"yes"', b'"perhaps"')


def save(actor: Actor, document: Document, content: bytes) -> Document:
    return service.save(actor, document.kind, document.key, content, revision=document.revision, base=document.base)


def test_an_untouched_document_is_as_deployed(owner: Actor, library: BundleRef) -> None:
    found = service.open_document(owner, "dmn", "fee")
    assert (found.state, found.revision, found.base) == ("deployed", 0, library.id)


def test_a_saved_draft_is_pending_and_keeps_its_version(owner: Actor, library: BundleRef) -> None:
    saved = save(owner, service.open_document(owner, "dmn", "fee"), CHANGED)
    assert (saved.state, saved.revision, saved.saved_by) == ("changed", 1, "owner1")
    assert [version.revision for version in service.list_versions(owner, "dmn", "fee")] == [1]
    assert service.workspace(owner).pending == (saved,)


def test_who_saves_over_somebody_else_is_told_and_both_are_kept(owner: Actor, library: BundleRef) -> None:
    opened = service.open_document(owner, "dmn", "fee")
    save(owner, opened, THEIRS)
    with pytest.raises(Conflict, match="owner1 saved fee at .*revision 1") as conflict:
        save(owner, opened, CHANGED)
    assert conflict.value.code == "draft_conflict"
    assert service.open_document(owner, "dmn", "fee").content == THEIRS
    newest = service.list_versions(owner, "dmn", "fee")[0]
    assert newest.is_conflict
    assert service.version_content(owner, "dmn", "fee", newest.id) == CHANGED


def test_a_file_that_another_bundle_changed_is_a_conflict_too(owner: Actor, library: BundleRef) -> None:
    opened = service.open_document(owner, "dmn", "fee")
    with transaction() as conn:
        process = File("bpmn", "greeting.bpmn", blank.document("bpmn", "greeting", "Greeting"))
        bundles.deploy(conn, [process, File("dmn", "fee.dmn", THEIRS)], name="An upgrade", by="system")
    with pytest.raises(Conflict):
        save(owner, opened, CHANGED)


def test_what_is_no_model_is_not_stored(owner: Actor, library: BundleRef) -> None:
    with pytest.raises(InvalidModel):
        save(owner, service.open_document(owner, "dmn", "fee"), b"<broken")
    assert service.list_versions(owner, "dmn", "fee") == ()


def test_restoring_makes_an_old_version_the_next_revision(owner: Actor, library: BundleRef) -> None:
    first = save(owner, service.open_document(owner, "dmn", "fee"), CHANGED)
    save(owner, first, THEIRS)
    oldest = service.list_versions(owner, "dmn", "fee")[-1]
    restored = service.restore(owner, "dmn", "fee", oldest.id)
    assert (restored.content, restored.revision) == (CHANGED, 3)


def test_discarding_brings_back_what_is_deployed_and_an_open_editor_notices(owner: Actor, library: BundleRef) -> None:
    draft = save(owner, service.open_document(owner, "dmn", "fee"), CHANGED)
    service.discard(owner, "dmn", "fee")
    assert service.open_document(owner, "dmn", "fee").state == "deployed"
    with pytest.raises(Conflict):
        save(owner, draft, THEIRS)


def test_a_new_document_is_a_draft_until_it_is_discarded(owner: Actor, library: BundleRef) -> None:
    created = service.create(owner, "form", "extra", blank.document("form", "extra", "Extra"))
    assert (created.state, created.revision) == ("new", 1)
    service.discard(owner, "form", "extra")
    with pytest.raises(NotFound):
        service.open_document(owner, "form", "extra")


def test_a_key_is_given_once(owner: Actor, library: BundleRef) -> None:
    with pytest.raises(Conflict, match="already"):
        service.create(owner, "form", "note", blank.document("form", "note", "Note"))


@pytest.mark.parametrize("key", ["", "new", "1st", "a b", "../etc", "x" * 101])
def test_a_key_that_cannot_stand_in_an_address_is_refused(owner: Actor, library: BundleRef, key: str) -> None:
    with pytest.raises(Invalid):
        service.create(owner, "form", key, blank.document("form", "x", "X"))


def test_validation_tells_own_problems_from_those_elsewhere(owner: Actor, library: BundleRef) -> None:
    broken = blank.document("bpmn", "greeting", "Greeting").replace(b'targetRef="done"', b'targetRef="nowhere"')
    findings = service.validate(owner, "bpmn", "greeting", broken)
    assert findings.own
    assert all(problem.severity == "error" or problem.message for problem in findings.own)
    assert service.open_document(owner, "bpmn", "greeting").state == "deployed"
    assert service.validate(owner, "form", "note", blank.document("form", "note", "Note")).own == ()


def test_only_who_may_edit_saves(library: BundleRef) -> None:
    developer = identity.actor_named("dev1")
    with pytest.raises(Forbidden, match=r"modeler\.edit"):
        save(developer, service.open_document(developer, "dmn", "fee"), CHANGED)
