import threading

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from designer.app import create_app
from designer.audit import service
from designer.audit.chain import GENESIS, Link, first_break
from designer.database import db, transaction
from designer.identity.actor import SYSTEM
from engine import clock


def _record(number: int) -> None:
    with transaction() as connection:
        service.record(connection, SYSTEM, "thing.done", "thing", str(number), {"number": number})


def test_what_was_done_is_listed_newest_first_and_the_chain_holds(app: Flask) -> None:
    before = service.count()
    for number in range(3):
        _record(number)
    assert [entry.object_id for entry in service.latest(3)] == ["2", "1", "0"]
    assert service.latest(1)[0].detail == {"number": 2}
    assert service.count() == before + 3
    assert service.verify() is None


def test_an_act_that_is_rolled_back_leaves_no_entry(app: Flask) -> None:
    before = service.count()
    with pytest.raises(ZeroDivisionError), transaction() as connection:
        service.record(connection, SYSTEM, "thing.done", "thing", "1", {})
        raise ZeroDivisionError
    assert service.count() == before


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_an_entry(app: Flask, statement: str) -> None:
    _record(1)
    with pytest.raises(DBAPIError, match="never changed"), db.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("tampering", "reason"),
    [
        ("UPDATE audit_entry SET detail = '{}' WHERE seq = :seq", "content was changed"),
        ("DELETE FROM audit_entry WHERE seq = :seq", "is missing"),
        ("UPDATE audit_entry SET previous_hash = hash WHERE seq = :seq", "does not continue"),
    ],
)
def test_tampering_past_the_guards_is_found(app: Flask, tampering: str, reason: str) -> None:
    for number in range(3):
        _record(number)
    seq = service.count() - 1
    with db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_no_update"))
        connection.execute(text("DROP TRIGGER audit_entry_no_delete"))
        connection.execute(text(tampering), {"seq": seq})
    broken = service.verify()
    assert broken is not None
    assert (broken.seq, reason in broken.reason) == (seq, True)


def test_an_empty_chain_holds_and_one_that_does_not_start_at_the_beginning_does_not() -> None:
    link = Link(1, clock.now(), "a", "b", "c", "d", "{}", "f" * 64)
    assert first_break([]) is None
    assert first_break([(link, link.digest())]) is not None
    assert GENESIS == "0" * 64


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_many_writers_at_once_make_one_chain(backend: str, tmp_path, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgres_url") if backend == "postgresql" else ""
    app = create_app({"DATA_DIR": tmp_path, "DATABASE_URL": url})
    with app.app_context():
        db.metadata.create_all(db.engine)

    def write() -> None:
        with app.app_context():
            for number in range(10):
                _record(number)

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with app.app_context():
        assert (service.count(), service.verify()) == (80, None)
        app.extensions["returnflow.engines"].dispose()
