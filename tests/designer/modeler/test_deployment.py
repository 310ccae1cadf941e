"""Deploying drafts as one bundle."""

import pytest

from designer.database import reading
from designer.errors import Conflict, Forbidden
from designer.identity import service as identity
from designer.identity.actor import Actor
from designer.modeler import blank, deployment, service
from engine.commands.bundles import BundleRef
from engine.errors import InvalidModel
from engine.queries import bundles

PLAIN = blank.document("dmn", "fee", "Fee")
CHANGED = PLAIN.replace(b'"yes"', b'"no"')


def edit(actor: Actor, content: bytes) -> None:
    opened = service.open_document(actor, "dmn", "fee")
    service.save(actor, "dmn", "fee", content, revision=opened.revision, base=opened.base)


def test_a_deployment_takes_the_drafts_and_the_rest_of_the_library(owner: Actor, library: BundleRef) -> None:
    edit(owner, CHANGED)
    ref = deployment.deploy(owner, name="No instead of yes")
    with reading() as conn:
        files = {file.name: file.content for file in bundles.files(conn, ref.id)}
        before = bundles.files(conn, library.id)
    assert set(files) == {"greeting.bpmn", "fee.dmn", "note.json"}
    assert files["fee.dmn"] == CHANGED
    assert next(file.content for file in before if file.name == "fee.dmn") == PLAIN
    assert service.workspace(owner).pending == ()


def test_a_second_person_deploying_is_not_alone(owner: Actor, admin: Actor, library: BundleRef) -> None:
    edit(owner, CHANGED)
    by_another = deployment.deploy(admin, name="One")
    edit(owner, CHANGED.replace(b'"no"', b'"maybe"'))
    by_the_same = deployment.deploy(owner, name="Two")
    with reading() as conn:
        assert [found.is_alone for found in deployment.edits_of(conn, by_another.id)] == [False]
        assert [found.is_alone for found in deployment.edits_of(conn, by_the_same.id)] == [True]
        assert deployment.base_of(conn, by_the_same.id) == by_another.id


def test_bringing_the_first_content_back_makes_the_first_bundle_the_library_again(
    owner: Actor, library: BundleRef
) -> None:
    edit(owner, CHANGED)
    deployment.deploy(owner, name="There")
    edit(owner, PLAIN)
    again = deployment.deploy(owner, name="And back")
    assert (again.id, again.is_new) == (library.id, False)
    assert service.open_document(owner, "dmn", "fee").content == PLAIN
    assert service.open_document(owner, "dmn", "fee").state == "deployed"


def test_an_editor_that_stayed_open_over_a_deployment_goes_on_saving(owner: Actor, library: BundleRef) -> None:
    edit(owner, CHANGED)
    opened = service.open_document(owner, "dmn", "fee")
    deployment.deploy(owner, name="Meanwhile")
    saved = service.save(owner, "dmn", "fee", PLAIN, revision=opened.revision, base=opened.base)
    assert (saved.state, saved.revision) == ("changed", 2)


def test_nothing_is_deployed_while_something_hinders(owner: Actor, library: BundleRef) -> None:
    edit(owner, CHANGED.replace(b'"no"', b'"no'))
    with pytest.raises(InvalidModel) as hindered:
        deployment.deploy(owner, name="Broken")
    assert any(problem.file == "fee.dmn" for problem in hindered.value.problems)
    assert len(service.workspace(owner).pending) == 1
    with reading() as conn:
        assert len(bundles.list_all(conn)) == 1


def test_without_drafts_there_is_nothing_to_deploy(owner: Actor, library: BundleRef) -> None:
    with pytest.raises(Conflict, match="no draft"):
        deployment.deploy(owner, name="Nothing")


def test_only_who_may_deploy_does(library: BundleRef) -> None:
    with pytest.raises(Forbidden):
        deployment.deploy(identity.actor_named("mgr1"), name="No")


def test_the_shipped_library_deploys_without_a_problem_and_once(owner: Actor) -> None:
    first = deployment.deploy_shipped(owner)
    assert deployment.deploy_shipped(owner).id == first.id
    assert [problem for problem in first.warnings if problem.severity == "error"] == []


def test_a_drawing_runs_once_the_owner_has_said_so(owner: Actor, library: BundleRef) -> None:
    drawing = blank.document("bpmn", "sketch", "Sketch").replace(b'isExecutable="true"', b'isExecutable="false"')
    service.create(owner, "bpmn", "sketch", drawing)
    assert [document.key for document in service.workspace(owner).drawings] == ["sketch"]
    ref = deployment.deploy(owner, name="Sketch", as_executable=["sketch"])
    with reading() as conn:
        (stored,) = [file.content for file in bundles.files(conn, ref.id) if file.name == "sketch.bpmn"]
    assert stored == drawing.replace(b'isExecutable="false"', b'isExecutable="true"')


def test_a_drawing_that_nobody_spoke_for_stays_one(owner: Actor, library: BundleRef) -> None:
    drawing = blank.document("bpmn", "sketch", "Sketch").replace(b'isExecutable="true"', b'isExecutable="false"')
    service.create(owner, "bpmn", "sketch", drawing)
    ref = deployment.deploy(owner, name="Sketch")
    with reading() as conn:
        assert drawing in [file.content for file in bundles.files(conn, ref.id)]
