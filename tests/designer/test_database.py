import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from designer.database import after_commit, before_commit, db, reading, transaction
from designer.identity.models import User


def _name(username: str) -> str:
    return db.session.scalars(select(User.name).where(User.username == username)).one()


def test_a_transaction_commits_once_at_its_end(app: Flask) -> None:
    with transaction() as connection:
        connection.execute(update(User).where(User.username == "csr1").values(name="Outer"))
        with transaction() as inner:
            assert inner is connection
        with reading() as other:
            assert other is connection
    assert _name("csr1") == "Outer"


def test_an_error_undoes_everything_and_leaves_the_session_usable(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction() as connection:
        connection.execute(update(User).where(User.username == "csr1").values(name="Lost"))
        raise ZeroDivisionError
    assert _name("csr1") != "Lost"
    with transaction() as connection:
        connection.execute(update(User).where(User.username == "csr1").values(name="Kept"))
    assert _name("csr1") == "Kept"


def test_outside_a_transaction_the_session_cannot_write(app: Flask) -> None:
    with pytest.raises(DBAPIError, match="readonly"):
        db.session.execute(update(User).values(name="Nobody"))
    db.session.rollback()
    with reading() as connection, pytest.raises(DBAPIError, match="readonly"):
        connection.execute(text("DELETE FROM user_account"))


def test_changes_made_before_the_transaction_are_refused(app: Flask) -> None:
    db.session.scalars(select(User).where(User.username == "csr1")).one().name = "Too early"
    with pytest.raises(RuntimeError, match="clean session"), transaction():
        pass
    db.session.rollback()


def test_what_was_read_before_is_read_again_inside(app: Flask) -> None:
    user = db.session.scalars(select(User).where(User.username == "csr1")).one()
    with db.engine.begin() as elsewhere:
        elsewhere.execute(update(User).where(User.username == "csr1").values(name="Newer"))
    with transaction():
        assert user.name == "Newer"


def test_steps_before_the_commit_run_last_and_only_inside_a_transaction(app: Flask) -> None:
    done: list[str] = []
    with transaction():
        before_commit(lambda _connection: done.append("last"))
        done.append("first")
    assert done == ["first", "last"]
    with pytest.raises(RuntimeError, match="open transaction"):
        before_commit(lambda _connection: None)


def test_steps_after_the_commit_run_when_it_stands_and_never_after_a_rollback(app: Flask) -> None:
    seen: list[str] = []

    def look() -> None:
        with db.engines["read"].connect() as elsewhere:
            seen.extend(elsewhere.scalars(select(User.name).where(User.username == "csr1")))

    with transaction() as connection:
        after_commit(look)
        connection.execute(update(User).where(User.username == "csr1").values(name="Committed"))
        assert seen == []
    assert seen == ["Committed"]
    with pytest.raises(ZeroDivisionError), transaction():
        after_commit(look)
        raise ZeroDivisionError
    assert seen == ["Committed"]


def test_objects_and_statements_of_one_transaction_stand_or_fall_together(app: Flask) -> None:
    with transaction() as connection:
        db.session.scalars(select(User).where(User.username == "csr1")).one().name = "By object"
        connection.execute(update(User).where(User.username == "csr2").values(name="By statement"))
    assert (_name("csr1"), _name("csr2")) == ("By object", "By statement")
    with pytest.raises(ZeroDivisionError), transaction() as connection:
        db.session.scalars(select(User).where(User.username == "csr1")).one().name = "Lost"
        db.session.flush()
        connection.execute(update(User).where(User.username == "csr2").values(name="Lost"))
        raise ZeroDivisionError
    assert (_name("csr1"), _name("csr2")) == ("By object", "By statement")
