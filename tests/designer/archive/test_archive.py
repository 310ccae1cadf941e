"""What is over leaves the tables of daily work; every page tells the same story as before."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask, url_for
from pyarrow import parquet
from sqlalchemy import Connection, func, select, table, text

from designer.archive import service
from designer.cli import main
from designer.database import reading, transaction
from designer.jobs.loop import Worker
from designer.returns.testing import Desk
from designer.returns.views import ReturnView
from engine import clock
from engine.commands import archive, bundles, instances, tasks
from engine.commands.bundles import File
from engine.queries import archive as queries
from engine.queries import instances as instance_queries
from engine.queries import tasks as task_queries
from engine.store import archived
from engine.store.database import create_engines
from engine.store.tables import ENGINE_TABLES, metadata, process_instance

HOT = ("process_instance", "user_task", "task_candidate", "job", "incident", "history")


def counts() -> dict[str, int]:
    with reading() as conn:
        return {name: conn.execute(select(func.count()).select_from(table(name))).scalar_one() for name in HOT}


def shown(page: str) -> str:
    """A page without what differs from one answer to the next: tokens, and times relative to now."""
    body = re.sub(r'(csrf[^>]*(?:value|content)=")[^"]*', r"\1", page)
    return re.sub(r"<time[^>]*>[^<]*</time>", "", body)


def test_a_closed_return_leaves_the_hot_tables_and_a_running_one_stays(
    desk: Desk, closed: ReturnView, much_later: None
) -> None:
    running = desk.request(by="csr1", requested_resolution="REPLACEMENT")
    assert service.sweep() == 1
    assert service.sweep() == 0
    with reading() as conn:
        assert queries.has(conn, closed.instance_id)
        assert not queries.has(conn, running.instance_id)
        assert conn.execute(text("SELECT DISTINCT instance_id FROM history")).scalars().all() == [running.instance_id]
    assert counts()["process_instance"] == 1


def test_what_ended_a_moment_ago_stays_and_zero_days_keep_all(app: Flask, closed: ReturnView) -> None:
    before = counts()
    assert service.sweep() == 0
    app.config["ARCHIVE_AFTER_DAYS"] = 0
    assert service.sweep() == 0
    assert counts() == before


@pytest.mark.parametrize("tab", ["", "?tab=timeline", "?tab=diagram", "?tab=story", "?tab=lines"])
def test_the_pages_of_a_return_tell_the_same_story(
    login: Any, desk: Desk, closed: ReturnView, much_later: None, tab: str
) -> None:
    browser = login("csr1")
    before = browser.get(f"/returns/{closed.no}{tab}")
    assert service.sweep() == 1
    after = browser.get(f"/returns/{closed.no}{tab}")
    assert (before.status_code, after.status_code) == (200, 200)
    assert shown(after.text) == shown(before.text)


@pytest.mark.parametrize("tab", ["", "variables", "history", "jobs", "timers", "incidents"])
def test_the_cockpit_shows_an_archived_instance_as_before(
    login: Any, desk: Desk, closed: ReturnView, much_later: None, tab: str
) -> None:
    browser = login("dev1")
    before = browser.get(f"/instances/{closed.instance_id}?tab={tab}")
    assert service.sweep() == 1
    after = browser.get(f"/instances/{closed.instance_id}?tab={tab}")
    assert (before.status_code, after.status_code) == (200, 200)
    assert shown(after.text) == shown(before.text)


def test_the_list_of_instances_finds_what_is_archived(
    login: Any, api: Any, desk: Desk, closed: ReturnView, much_later: None
) -> None:
    service.sweep()
    assert f"RMA-{closed.no}" not in login("dev1").get("/instances").text
    assert f"RMA-{closed.no}" in login("dev1").get("/instances?status=archived&q=rma-1").text
    page = api("dev1").get("/api/v1/instances?status=archived").json
    assert [(item["business_key"], item["status"]) for item in page["items"]] == [(f"RMA-{closed.no}", "completed")]
    assert api("dev1").get("/api/v1/instances?status=archived&q=nothing").json["items"] == []


def test_why_a_decision_came_out_so_is_still_explained(
    app: Flask, login: Any, desk: Desk, closed: ReturnView, much_later: None
) -> None:
    service.sweep()
    with service.reading_of(closed.instance_id) as conn:
        kinds = [entry.kind for entry in instance_queries.history(conn, closed.instance_id)]
    number = kinds.index("decision_evaluated")
    with app.test_request_context():
        path = url_for("decisions.why", instance_id=closed.instance_id, number=number)
    assert login("owner1").get(path).status_code == 200


def test_workers_archive_by_themselves(app: Flask, desk: Desk, closed: ReturnView, much_later: None) -> None:
    worker = Worker(app, threads=1)
    worker._work(None)  # type: ignore[arg-type]  # nothing is due, so no thread is needed
    with reading() as conn:
        assert queries.has(conn, closed.instance_id)


def test_json_lines_hold_everything_of_an_instance(
    app: Flask, desk: Desk, closed: ReturnView, much_later: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.sweep()
    monkeypatch.setenv("RETURNFLOW_DATA_DIR", str(tmp_path))
    path = tmp_path / "archive.jsonl"
    done = CliRunner().invoke(main, ["archive", "export", str(path)])
    assert done.exit_code == 0, done.output
    (line,) = path.read_text().splitlines()
    story = json.loads(line)
    assert story["instance"]["business_key"] == f"RMA-{closed.no}"
    assert [task["completed_by"] for task in story["tasks"]] == ["lead1", "insp1"]
    assert {job["operation"] for job in story["jobs"]} == {"create_return_order", "create_return_label"}
    assert story["history"][0]["kind"] == "process_started"
    assert story["history"][-1]["kind"] == "process_completed"
    assert CliRunner().invoke(main, ["archive", "export", str(path)]).exit_code == 1
    assert "1 archived instance(s)" in CliRunner().invoke(main, ["archive", "status"]).output


def test_parquet_holds_a_row_per_event(
    app: Flask, desk: Desk, closed: ReturnView, much_later: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading() as conn:
        history = instance_queries.history(conn, closed.instance_id)
    service.sweep()
    monkeypatch.setenv("RETURNFLOW_DATA_DIR", str(tmp_path))
    path = tmp_path / "archive.parquet"
    done = CliRunner().invoke(main, ["archive", "export", str(path), "--format", "parquet"])
    assert done.exit_code == 0, done.output
    rows = parquet.read_table(path).to_pylist()
    assert [(row["kind"], row["at"], row["actor"]) for row in rows] == [(e.kind, e.at, e.actor) for e in history]
    assert all(isinstance(json.loads(row["data"]), dict) for row in rows)
    nothing = CliRunner().invoke(main, ["archive", "export", str(tmp_path / "none"), "--before", "2000-01-01"])
    assert ": 0 instance(s)" in nothing.output


@pytest.fixture(params=["sqlite", "postgresql"])
def conn(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """The engine alone, on each database."""
    url = f"sqlite:///{tmp_path / 'e.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engines = create_engines(url)
    metadata.create_all(engines.write, tables=ENGINE_TABLES)
    with engines.write.begin() as connection:
        yield connection
    engines.dispose()


@pytest.fixture
def ended(conn: Connection) -> Callable[[int], list[int]]:
    """`ended(3)` are instances with one task each that was completed."""
    model = (Path(__file__).parent / "one_task.bpmn").read_bytes()
    bundle = bundles.deploy(conn, [File("bpmn", "one_task.bpmn", model)], name="test", by="author")

    def make(count: int) -> list[int]:
        made = []
        for number in range(count):
            started = instances.start(
                conn, bundle.id, "one_task", {"number": number}, business_key=f"K-{number}", start_key=f"k{number}",
                by="csr1",
            )  # fmt: skip
            (task,) = task_queries.of_instance(conn, started.instance_id)
            tasks.complete(conn, task.id, "csr1", [], {})
            made.append(started.instance_id)
        return made

    return make


def test_batches_go_in_the_order_in_which_they_ended(conn: Connection, ended: Callable[[int], list[int]]) -> None:
    ids = ended(5)
    moved = [archive.move_ended(conn, clock.now(), limit=2) for _ in range(4)]
    assert moved == [2, 2, 1, 0]
    assert conn.execute(select(func.count()).select_from(process_instance)).scalar() == 0
    assert [view.id for view in queries.list_page(conn).items] == ids[::-1]
    page = queries.list_page(conn, limit=2)
    assert [view.id for view in queries.list_page(conn, limit=2, cursor=page.next_cursor).items] == ids[2:0:-1]


def test_every_row_comes_back_as_it_was(conn: Connection, ended: Callable[[int], list[int]]) -> None:
    (instance_id,) = ended(1)
    before = {t.name: conn.execute(select(t)).mappings().all() for t in archived.PARTS}
    history = instance_queries.history(conn, instance_id)
    archive.move_ended(conn, clock.now())
    with queries.opened(conn, instance_id) as small:
        assert {t.name: small.execute(select(t)).mappings().all() for t in archived.PARTS} == before
        assert instance_queries.history(small, instance_id) == history
        assert instance_queries.variables(small, instance_id)["number"] == 0
    assert queries.summary(conn).instances == 1


def test_a_start_key_stays_taken(conn: Connection, ended: Callable[[int], list[int]]) -> None:
    (instance_id,) = ended(1)
    archive.move_ended(conn, clock.now())
    again = instances.start(conn, 1, "one_task", {}, business_key="K-0", start_key="k0", by="csr1")
    assert (again.instance_id, again.is_new) == (instance_id, False)


def test_a_sweep_stops_when_its_time_is_over(
    app: Flask, desk: Desk, closed: ReturnView, much_later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []

    def full(_conn: Connection, _before: Any, limit: int) -> int:
        counted.append(limit)
        return limit

    monkeypatch.setattr(archive, "move_ended", full)
    assert service.sweep(seconds=0.0) == service.BATCH
    assert len(counted) == 1
    with transaction():
        pass


def test_every_table_that_belongs_to_an_instance_goes_with_it_or_is_known_to_stay(app: Flask) -> None:
    bound = {
        found.name
        for found in metadata.sorted_tables
        for key in found.foreign_keys
        if key.column.table is process_instance
    }
    assert bound <= {part.name for part in archived.PARTS}
