"""SQLite to PostgreSQL and back: every row arrives, or nothing does."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, insert, select, text

from designer import migrations
from designer.cli import main
from designer.database import db, reading, transaction
from designer.errors import Conflict
from designer.jobs import inbox, runner
from designer.transfer import copying, rows
from designer.transfer.places import TransferError

GOODS = {"receipt_id": "RCV-1", "rma": "RMA-1001", "received_on": "2026-03-19", "matched": True,
         "lines": [{"pos": 1, "item": "BRG-6205", "qty": "4", "serials": []}]}  # fmt: skip


def quiet(_table: str, _rows: int) -> None:
    """Progress that nobody looks at."""


def digests(copied: list[copying.Copied]) -> dict[str, tuple[int, str]]:
    return {found.table: (found.rows, found.digest) for found in copied}


def test_there_and_back_again_every_row_is_the_same(
    app: Flask, world: Any, empty: Callable[[str], str], engines_of: Callable[[str], Any]
) -> None:
    world.start()
    runner.run_until_idle("w")
    inbox.receive("wms", "msg_1", "receipt.posted", GOODS)
    over, back = engines_of(empty("postgresql")), engines_of(empty("sqlite"))
    there = copying.copy(db.engine, over.write, quiet)
    home = copying.copy(over.read, back.write, quiet)
    assert digests(there) == digests(home)
    counts = {found.table: found.rows for found in there}
    assert counts["process_instance"] == 1
    assert counts["user_account"] > 5
    assert counts["audit_entry"] > 0
    assert len(counts) == len(rows.tables())


def test_postgresql_goes_on_counting_where_sqlite_was(
    app: Flask, world: Any, empty: Callable[[str], str], engines_of: Callable[[str], Any]
) -> None:
    world.start()
    target = engines_of(empty("postgresql"))
    copying.copy(db.engine, target.write, quiet)
    (instance,) = [table for table in rows.tables() if table.name == "history"]
    with target.write.begin() as conn:
        top = conn.execute(select(func.max(instance.c.id))).scalar_one()
        next_id = conn.execute(text("SELECT nextval(pg_get_serial_sequence('history', 'id'))")).scalar_one()
    assert next_id == top + 1


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_row_that_arrives_otherwise_is_noticed_and_nothing_is_kept(
    app: Flask, empty: Callable[[str], str], engines_of: Callable[[str], Any], kind: str
) -> None:
    target = engines_of(empty(kind))
    migrations.upgrade(target.write)
    spoil = "UPDATE user_account SET name = 'other' WHERE username = 'csr1'"
    with target.write.begin() as conn:
        if kind == "sqlite":
            conn.execute(text(f"CREATE TRIGGER spoil AFTER INSERT ON user_account BEGIN {spoil}; END"))
        else:
            body = f"BEGIN {spoil}; RETURN NULL; END"
            conn.execute(text(f"CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"))
            conn.execute(text("CREATE TRIGGER spoil AFTER INSERT ON user_account EXECUTE FUNCTION spoil()"))
    with pytest.raises(TransferError, match="user_account"):
        copying.copy(db.engine, target.write, quiet)
    with target.read.connect() as conn:
        assert conn.execute(text("SELECT count(*) FROM user_account")).scalar() == 0


def test_a_target_with_rows_is_refused(
    app: Flask, empty: Callable[[str], str], engines_of: Callable[[str], Any]
) -> None:
    target = engines_of(empty("sqlite"))
    copying.copy(db.engine, target.write, quiet)
    with pytest.raises(Conflict, match="user_account"):
        copying.copy(db.engine, target.write, quiet)


def test_a_source_at_work_is_refused_unless_one_insists(
    app: Flask, world: Any, empty: Callable[[str], str], engines_of: Callable[[str], Any]
) -> None:
    world.start()
    (job,) = runner.claim("w", 1)
    target = engines_of(empty("sqlite"))
    with pytest.raises(Conflict, match="1 job"):
        copying.copy(db.engine, target.write, quiet)
    copying.copy(db.engine, target.write, quiet, force=True)
    runner.release(job)


def test_many_rows_go_in_batches_and_progress_is_told(
    app: Flask, empty: Callable[[str], str], engines_of: Callable[[str], Any]
) -> None:
    (series,) = [table for table in rows.tables() if table.name == "return_series"]
    with transaction() as conn:
        conn.execute(insert(series), [{"name": f"series {number}", "last_no": number} for number in range(1200)])
    heard: list[int] = []
    copying.copy(
        db.engine,
        engines_of(empty("sqlite")).write,
        lambda table, count: heard.append(count) if table == "return_series" else None,
    )
    assert heard == [500, 1000, 1200]


def test_the_command_prints_each_table_with_its_digest(app: Flask, empty: Callable[[str], str]) -> None:
    source, target = app.config["DATABASE_URL"], empty("postgresql")
    done = CliRunner().invoke(main, ["db", "copy", source, target.replace("+psycopg", "")])
    assert done.exit_code == 0, done.output
    with reading() as conn:
        people = conn.execute(text("SELECT count(*) FROM user_account")).scalar()
    assert f"user_account {people:>24}"[-8:] in done.output
    assert "Copied and compared" in done.output
    again = CliRunner().invoke(main, ["db", "copy", source, target])
    assert again.exit_code == 1
    assert "expected an empty target" in again.output


def test_equal_rows_have_equal_digests_in_any_order() -> None:
    one, other = rows.Digest(), rows.Digest()
    for text_of_row in (b"a", b"b", b"b"):
        one.add(text_of_row)
    for text_of_row in (b"b", b"a", b"b"):
        other.add(text_of_row)
    assert (one, str(one)) == (other, str(other))
    other.add(b"a")
    assert one != other
