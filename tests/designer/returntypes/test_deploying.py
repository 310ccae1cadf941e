"""Deploying drafts and activating them in one step, the shipped library, and what the page tells about bundles."""

from collections.abc import Callable

import pytest

from designer.audit import service as audit
from designer.database import reading
from designer.errors import NotFound
from designer.identity import service as identity
from designer.identity.actor import SYSTEM, Actor
from designer.modeler import blank
from designer.modeler import service as modeler
from designer.returntypes import deploying, overview, service, shipped

Deploy = Callable[[str], int]


def edit(actor: Actor, name: str) -> None:
    opened = modeler.open_document(actor, "bpmn", "greeting")
    content = blank.document("bpmn", "greeting", name)
    modeler.save(actor, "bpmn", "greeting", content, revision=opened.revision, base=opened.base)


def test_a_deployment_activates_the_chosen_types_at_once(owner: Actor, deploy: Deploy) -> None:
    service.activate(owner, "REMORSE", deploy("One"))
    edit(owner, "Two")
    done = deploying.deploy(owner, name="Second", activate=["REMORSE"])
    with reading() as conn:
        active = service.active_for(conn, "REMORSE")
    assert active is not None
    assert active.bundle_id == done.bundle_id


def test_an_unknown_type_leaves_nothing_deployed(owner: Actor, deploy: Deploy) -> None:
    deploy("One")
    edit(owner, "Two")
    with pytest.raises(NotFound):
        deploying.deploy(owner, name="Second", activate=["NOTHING"])
    assert len(modeler.workspace(owner).pending) == 1
    assert len(overview.bundles_page(owner)) == 1


def test_who_deploys_what_he_edited_is_warned_and_noted(owner: Actor, deploy: Deploy) -> None:
    deploy("One")
    edit(owner, "Two")
    alone = deploying.deploy(owner, name="Alone")
    edit(owner, "Three")
    together = deploying.deploy(identity.actor_named("admin"), name="Together")
    assert [edit.key for edit in alone.alone] == ["greeting"]
    assert together.alone == ()
    noted = [entry.object_id for entry in audit.latest() if entry.action == "deployments.four_eyes_warned"]
    assert noted == [str(alone.bundle_id)]


def test_a_bundle_tells_what_changed_who_and_what_it_serves(owner: Actor, deploy: Deploy) -> None:
    first = deploy("One")
    service.activate(owner, "REMORSE", first)
    edit(owner, "Two")
    modeler.create(owner, "form", "note", blank.document("form", "note", "Note"))
    deploying.deploy(owner, name="Second")
    second, one = overview.bundles_page(owner)
    assert (second.changes.added, second.changes.changed) == (("form/note.json",), ("bpmn/greeting.bpmn",))
    assert (second.compared_with, second.is_alone, second.serves) == (first, True, ())
    assert second.activatable == ("REMORSE",)
    assert (one.serves, one.activatable, one.compared_with) == (("REMORSE",), (), None)


def test_installing_the_shipped_library_twice_changes_nothing(owner: Actor) -> None:
    first = shipped.install(SYSTEM)
    activations = service.history(owner)
    assert shipped.install(SYSTEM).id == first.id
    assert service.history(owner) == activations
    assert all(kind.serving for kind in service.list_types(owner))


def test_installing_leaves_what_an_owner_has_activated(owner: Actor, deploy: Deploy) -> None:
    mine = deploy("Mine")
    service.activate(owner, "REMORSE", mine)
    shipped.install(SYSTEM)
    with reading() as conn:
        active = service.active_for(conn, "REMORSE")
    assert active is not None
    assert active.bundle_id == mine
