from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from designer.audit import service as audit
from designer.cli import main
from designer.cli.context import application
from designer.cli.demo import player
from designer.cli.demo.plans import PLANS
from designer.cli.up import prepare_demo
from designer.identity.actor import SYSTEM
from designer.returns import service as returns
from engine.queries import incidents

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_ports) -> Run:
    """Run `returnflow` on an empty data folder and free ports."""
    monkeypatch.setenv("RETURNFLOW_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("RETURNFLOW_SIMULATOR_PORT", str(free_ports(4)))
    return lambda *arguments: CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def _statuses(count: int = len(PLANS)) -> list[str]:
    with application():
        return [returns.get(SYSTEM, number).status for number in range(1001, 1001 + count)]


def test_the_demo_leaves_returns_in_the_states_that_it_promises_on_postgresql(
    run: Run, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETURNFLOW_DATABASE_URL", postgres_url)
    run("migrate")
    assert run("demo").exit_code == 0
    assert sorted(_statuses()) == sorted(plan.ends for plan in PLANS)
    with application() as app, app.extensions["returnflow.engines"].read.connect() as connection:
        assert [it.element_id for it in incidents.list_page(connection).items if it.state == "open"] != []
        assert audit.verify() is None
    assert run("demo").output == "Demo: loaded before\n"


def test_a_demo_that_was_interrupted_is_finished_by_the_next_start(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    few = PLANS[:4]  # the first is inspected while two of the others are on their way
    monkeypatch.setattr(player, "PLANS", few)
    run("migrate")
    with monkeypatch.context() as patched:

        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        patched.setattr(player._Stage, "_inspect", interrupted)
        assert run("demo").exit_code != 0
    assert run("demo").exit_code == 0
    assert sorted(_statuses(len(few))) == sorted(plan.ends for plan in few)


def test_starting_prepares_the_demo_once(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        with application(needs_tables=False):
            prepare_demo()
    said = capfd.readouterr().out
    assert said.count("revision(s) applied") == said.count("Demo: people") == 1
    assert said.endswith("Database: up to date\nDemo: loaded before\n")
    assert sorted(_statuses()) == sorted(plan.ends for plan in PLANS)
