"""Each MIWG reference model deploys once its owner has said that it may, or is told everything that hinders it."""

import time
from pathlib import Path

import pytest

from engine.commands.bundles import File, validate
from engine.errors import Problem
from engine.lint.mending import as_executable, drawings

MODELS = sorted((Path(__file__).parents[3] / ".." / "shared" / "miwg").resolve().glob("*.bpmn"))
DEPLOY = {"A.1.0", "A.4.0", "A.4.1"}


def errors(content: bytes) -> list[Problem]:
    found = validate([File("bpmn", "x.bpmn", content)], is_complete=False)
    return [problem for problem in found if problem.severity == "error"]


def test_the_models_are_there():
    assert len(MODELS) == 21


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_reference_model_deploys_or_has_everything_listed(path):
    begun = time.process_time()
    found = errors(as_executable(path.read_bytes()))
    assert time.process_time() - begun < 20
    assert (found == []) == (path.stem in DEPLOY)
    assert all(problem.message and problem.hint and problem.element_id for problem in found)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_marking_a_drawing_as_executable_changes_nothing_else(path):
    before = path.read_bytes()
    after = as_executable(before)
    assert drawings(after) == ()
    marked = before.count(b'"false"') - after.count(b'"false"')
    assert marked == len(drawings(before))
    assert len(after) == len(before) - marked
