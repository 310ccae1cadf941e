"""One process as four tools export it: each file runs as the one drawn here does, and is told completely."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.bpmn import JobWait, Model, UserTaskWait, read

HERE = Path(__file__).parent
START = {"price": 60, "pieces": 2, "number": "RMA-7", "vip": False, "lines": ["a", "b"]}


def model(name: str) -> Model:
    return read({f"{name}.bpmn": (HERE / f"{name}.bpmn").read_bytes()})


def played(driver: Any) -> list[Any]:
    """Everything that callers of the engine see of one run, in order."""
    told: list[Any] = []

    def task(element_id: str) -> None:
        wait: UserTaskWait = driver.wait(element_id)
        told.append((wait.element_id, wait.candidate_groups, wait.form, wait.due_at, wait.priority, dict(wait.context)))

    driver.start("returns", **START)
    task("approve")
    driver.complete("approve", "mgr1", ok=True)
    job: JobWait = driver.wait("credit")
    told.append((job.connector, job.operation, job.connection, dict(job.input), job.max_attempts))
    driver.complete("credit", memo="M-1", other=5)
    told.append(driver.waiting)
    task("inspect")
    driver.complete("inspect")
    if "inspect" in driver.waiting:
        driver.complete("inspect")
    told.append((driver.wait("goods").message, driver.wait("goods").correlation_key))
    driver.deliver("goods")
    told.append(driver.wait("pause").due_at)
    driver.fire("pause")
    assert driver.is_completed
    return told


@pytest.fixture
def run(drive_model: Callable[..., Any], decisions: Any, noon: Any) -> Callable[[str], tuple[list[Any], Any]]:
    decisions.by_ref["restocking_fee"] = lambda context: context["total"] / 10

    def make(name: str) -> tuple[list[Any], Any]:
        driver = drive_model(model(name))
        return played(driver), driver

    return make


@pytest.mark.parametrize("name", ["camunda7", "camunda8"])
def test_a_diagram_of_camunda_runs_as_the_one_drawn_here(name: str, run: Callable[..., Any]) -> None:
    native, ours = run("native")
    theirs, other = run(name)
    if name == "camunda7":
        # Its files do not say how messages are correlated; lint asks for the key.
        assert theirs.pop(4) == ("goods", "") != native.pop(4)
    assert theirs == native
    assert other.path == ours.path
    assert [(e.kind, e.element_id) for e in other.events] == [(e.kind, e.element_id) for e in ours.events]
    assert other.variables == ours.variables
    assert other.variables["memo"] == "M-1"
    assert other.variables["told"] == "About RMA-7"
    assert "draft" not in other.variables


def test_a_diagram_of_spiffarena_runs_as_the_one_drawn_here(run: Callable[..., Any]) -> None:
    native, ours = run("native")
    theirs, other = run("spiffarena")
    approve, credit, *rest = theirs
    assert approve == ("approve", ("approver",), "approval", None, 50, {})
    assert credit == native[1]
    assert rest[0] == native[2]
    assert rest[-2:] == native[-2:]
    assert list(dict.fromkeys(other.path)) == list(dict.fromkeys(ours.path))
    left = {"memo": "M-1", "told": "About RMA-7", "approved_by": "mgr1", "to_credit": 108, "draft": True}
    assert {name: other.variables[name] for name in left} == left


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("camunda7", [("info", None, "Camunda 7: kept in the file, without effect here: asyncBefore (2 times), ")]),
        ("camunda8", [("info", None, "Camunda 8: kept in the file, without effect here: ")]),
        (
            "spiffarena",
            [
                ("warning", "approve", "the form approval-schema.json is expected under the key approval"),
                ("info", None, "SpiffArena: kept in the file, without effect here: instructionsForEndUser (2 times)"),
            ],
        ),
    ],
)
def test_what_has_no_equivalent_is_told_once(name: str, told: list[tuple[str, str | None, str]]) -> None:
    notes = model(name).notes
    assert [(note.severity, note.element_id) for note in notes] == [one[:2] for one in told]
    assert all(note.message.startswith(one[2]) for note, one in zip(notes, told, strict=True))


def test_the_small_return_takes_the_default_flow_everywhere(drive_model: Callable[..., Any], decisions: Any) -> None:
    decisions.by_ref["restocking_fee"] = lambda context: context["total"] / 10
    for name in ("native", "camunda7", "camunda8", "spiffarena"):
        driver = drive_model(model(name)).start("returns", **{**START, "price": 10})
        assert driver.waiting == ["credit"], name


def test_due_dates_count_from_the_task(run: Callable[..., Any]) -> None:
    told, _ = run("camunda8")
    assert told[0][3] == datetime(2026, 3, 4, 12, tzinfo=UTC)
