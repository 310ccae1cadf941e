"""A backup is taken while everything runs; what was done after it is not done again. The oracle is the ERP's ledger."""

import gzip
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from designer.app import create_app
from designer.cli import main
from designer.database import db, reading, transaction
from designer.errors import Conflict
from designer.jobs import inbox, runner
from designer.transfer import backups, copying
from designer.transfer.places import TransferError
from engine import clock
from engine.commands import restores

GOODS = {"receipt_id": "RCV-1", "rma": "RMA-1001", "received_on": "2026-03-19", "matched": True,
         "lines": [{"pos": 1, "item": "BRG-6205", "qty": "4", "serials": []}]}  # fmt: skip
ALL_WAYS = [("sqlite", False), ("sqlite", True), ("postgresql", True)]
IDS = ["pages", "portable", "postgresql"]


def quiet(_table: str, _rows: int) -> None:
    """Progress that nobody looks at."""


def later() -> Any:
    """After every lease."""
    return clock.use(clock.VirtualClock(clock.now() + timedelta(seconds=runner.LEASE_SECONDS + 1)))


@pytest.fixture
def reborn(app: Flask, tmp_path: Path, empty: Callable[[str], str]) -> Iterator[Callable[..., Flask]]:
    """`reborn(path, "postgresql")` is an application on a new database that was restored from a backup."""
    made: list[Any] = []

    def restore(path: Path, kind: str) -> Flask:
        other = create_app({**{"DATA_DIR": tmp_path, "SECRET_KEY": "only for tests"}, "DATABASE_URL": empty(kind)})
        made.append(other.app_context())
        made[-1].push()
        backups.restore(db.engine, path, quiet, skip_numbers=100)
        return other

    yield restore
    for context in reversed(made):
        context.pop()


def three_at_different_points(world: Any) -> None:
    """One whose job is due, one whose worker has it, one that waits for goods."""
    for rma in ("RMA-1001", "RMA-1002", "RMA-1003"):
        world.start(rma_number=rma, amount=Decimal(10))
        if rma == "RMA-1001":
            runner.run_until_idle("w")
    runner.claim("a worker that the backup sees at work", 1)


def run_on(prefix: str) -> None:
    """Everything that can happen happens; the WMS sends its messages under ids of its own."""
    for number in (1, 2, 3):
        inbox.receive("wms", f"{prefix}_{number}", "receipt.posted", {**GOODS, "rma": f"RMA-100{number}"})
    with later():
        runner.run_until_idle("w")


@pytest.mark.parametrize(("kind", "is_portable"), ALL_WAYS, ids=IDS)
def test_what_took_effect_after_the_backup_is_not_done_again(
    world: Any, tmp_path: Path, reborn: Callable[..., Flask], kind: str, is_portable: bool
) -> None:
    world.switch({"kind": "ignore_key"})
    three_at_different_points(world)
    path = backups.backup(db.engine, tmp_path / "kept", quiet, is_portable=is_portable)
    run_on("before")
    assert len(world.applied("post_credit_memo")) == 3
    reborn(path, kind)
    run_on("after")
    applied = world.applied("post_credit_memo")
    assert sorted(memo["identity"]["return"] for memo in applied) == ["RMA-1001", "RMA-1002", "RMA-1003"]
    with reading() as conn:
        ended = conn.execute(text("SELECT count(*) FROM process_instance WHERE status = 'completed'")).scalar()
    assert ended == 3


def test_the_oracle_sees_a_restore_that_does_not_look(
    world: Any, tmp_path: Path, reborn: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without looking first the credits are posted twice: the test above can fail."""
    world.switch({"kind": "ignore_key"})
    three_at_different_points(world)
    path = backups.backup(db.engine, tmp_path / "kept", quiet)
    run_on("before")
    monkeypatch.setattr(restores, "look_first", lambda _conn, _instance_id: None)
    reborn(path, "sqlite")
    run_on("after")
    assert len(world.applied("post_credit_memo")) == 6


def test_after_a_restore_sessions_have_ended_and_numbers_have_moved_on(
    app: Flask, login: Any, tmp_path: Path, reborn: Callable[..., Flask]
) -> None:
    login("csr1")
    with transaction() as conn:
        conn.execute(text("INSERT INTO return_series VALUES ('returns', 1042)"))
    path = backups.backup(db.engine, tmp_path / "kept", quiet)
    reborn(path, "sqlite")
    with reading() as conn:
        assert conn.execute(text("SELECT count(*) FROM sign_in")).scalar() == 0
        assert conn.execute(text("SELECT last_no FROM return_series")).scalar() == 1142
        assert conn.execute(text("SELECT action FROM audit_entry ORDER BY seq DESC LIMIT 1")).scalar() == (
            "database.restored"
        )


WRITE = """
import sys, threading
from designer.app import create_app
from designer.database import transaction
from sqlalchemy import text
app = create_app({"DATA_DIR": sys.argv[1], "DATABASE_URL": sys.argv[2], "SECRET_KEY": "only for tests"})
with app.app_context():
    for number in range(100_000):
        with transaction() as conn:
            for name in "ab":
                conn.execute(text("INSERT INTO return_series VALUES (:name, 1)"), {"name": f"{name}{number}"})
        if number == 20:
            print("writing", flush=True)
"""


@pytest.mark.parametrize(("kind", "is_portable"), ALL_WAYS, ids=IDS)
def test_a_backup_under_load_holds_whole_transactions_only(
    app: Flask,
    tmp_path: Path,
    empty: Callable[[str], str],
    engines_of: Callable[[str], Any],
    kind: str,
    is_portable: bool,
) -> None:
    url = empty(kind)
    source, target = engines_of(url), engines_of(empty("sqlite"))
    copying.copy(db.engine, source.write, quiet)
    command = [sys.executable, "-c", WRITE, str(tmp_path), url]
    writer = subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, text=True)
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        path = backups.backup(source.read, tmp_path, quiet, is_portable=is_portable)
    finally:
        writer.kill()
        writer.wait()
    assert path.stat().st_mode & 0o077 == 0
    with target.write.begin() as conn:
        pass
    restored = create_app({"DATA_DIR": tmp_path, "DATABASE_URL": str(target.write.url)})
    with restored.app_context():
        backups.restore(db.engine, path, quiet, skip_numbers=0)
        with reading() as conn:
            counted = "SELECT count(*) FROM return_series WHERE name LIKE :like"
            pairs = [conn.execute(text(counted), {"like": like}).scalar() for like in ("a%", "b%")]
    assert pairs[0] == pairs[1] > 20


@pytest.mark.parametrize("damage", ["cut", "changed", "other"])
def test_a_backup_that_is_damaged_is_refused_and_nothing_is_kept(
    app: Flask, tmp_path: Path, empty: Callable[[str], str], damage: str
) -> None:
    path = backups.backup(db.engine, tmp_path / "kept.gz", quiet, is_portable=True)
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    broken = {
        "cut": b"".join(lines[:-1]),
        "changed": b"".join(lines).replace(b'"csr1"', b'"csr9"', 1),
        "other": b'{"format": "something else"}\n',
    }[damage]
    path.write_bytes(gzip.compress(broken))
    other = create_app({"DATA_DIR": tmp_path, "DATABASE_URL": empty("sqlite")})
    with other.app_context():
        with pytest.raises(TransferError):
            backups.restore(db.engine, path, quiet, skip_numbers=0)
        with reading() as conn:
            assert conn.execute(text("SELECT count(*) FROM user_account")).scalar() == 0


def test_a_backup_never_replaces_another(app: Flask, tmp_path: Path) -> None:
    backups.backup(db.engine, tmp_path / "kept", quiet)
    with pytest.raises(Conflict, match="exists"):
        backups.backup(db.engine, tmp_path / "kept", quiet)


def test_the_commands_back_up_and_restore(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, other = tmp_path / "backups", tmp_path / "other"
    folder.mkdir()
    monkeypatch.setenv("RETURNFLOW_DATA_DIR", str(tmp_path))
    done = CliRunner().invoke(main, ["backup", str(folder)])
    assert done.exit_code == 0, done.output
    (path,) = folder.iterdir()
    refused = CliRunner().invoke(main, ["restore", str(path)])
    assert "expected an empty target" in refused.output
    monkeypatch.setenv("RETURNFLOW_DATA_DIR", str(other))
    done = CliRunner().invoke(main, ["restore", str(path)])
    assert done.exit_code == 0, done.output
    assert "The state is that of" in done.output
