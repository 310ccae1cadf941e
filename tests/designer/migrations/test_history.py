from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from designer import migrations, rooms
from designer.database import metadata
from engine.store.database import Engines, create_engines


@pytest.fixture(params=["sqlite", "postgresql"])
def engines(request: pytest.FixtureRequest, tmp_path) -> Iterator[Engines]:
    """An empty database of each kind."""
    is_sqlite = request.param == "sqlite"
    made = create_engines(
        f"sqlite:///{tmp_path / 'empty.db'}" if is_sqlite else request.getfixturevalue("postgres_url")
    )
    yield made
    made.dispose()


def test_the_history_ends_where_the_models_are(engines: Engines) -> None:
    rooms.import_models()
    migrations.upgrade(engines.write)
    with engines.read.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []


def test_upgrading_again_applies_nothing(engines: Engines) -> None:
    assert migrations.upgrade(engines.write)[:3] == ["0001", "0002", "0003"]
    assert migrations.upgrade(engines.write) == []
    with engines.read.connect() as connection:
        assert migrations.missing_revisions(connection) == []


def test_the_newest_revision_can_be_taken_back_and_applied_again(engines: Engines) -> None:
    rooms.import_models()
    migrations.upgrade(engines.write)
    with engines.write.begin() as connection:
        command.downgrade(migrations._config(connection), "-1")
    assert len(migrations.upgrade(engines.write)) == 1
    with engines.read.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_migrated_database_refuses_to_change_the_audit_trail(engines: Engines) -> None:
    migrations.upgrade(engines.write)
    with engines.write.begin() as connection:
        connection.execute(
            text("INSERT INTO audit_entry VALUES (1, '2026-01-01 00:00:00', 'a', 'b', 'c', 'd', '{}', 'e', 'f')")
        )
    for statement in ("UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(DBAPIError, match="never changed"), engines.write.begin() as connection:
            connection.execute(text(statement))


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(engines: Engines) -> None:
    with engines.write.begin() as connection:
        connection.execute(text("CREATE TABLE audit_entry (other INTEGER)"))
    with pytest.raises(DBAPIError):
        migrations.upgrade(engines.write)
    with engines.read.connect() as connection:
        assert "0001" in migrations.missing_revisions(connection)
        assert not connection.dialect.has_table(connection, "job")
