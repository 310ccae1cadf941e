"""The one Alembic history of engine and application, and the three things one does with it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

# Any number that nothing else locks on: two processes that start together migrate one after the other on PostgreSQL.
_MIGRATION_LOCK = 0x52464D47


def upgrade(engine: Engine) -> list[str]:
    """Bring the database behind the write `engine` to the newest revision; returns the revisions that were applied.

    One transaction: an upgrade that fails leaves the database as it was.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        missing = missing_revisions(connection)
        command.upgrade(_config(connection), "head")
        return missing


def missing_revisions(connection: Connection) -> list[str]:
    """The revisions that the database lacks, oldest first; empty when it is current."""
    script = ScriptDirectory.from_config(_config(connection))
    current = MigrationContext.configure(connection).get_current_revision()
    pending = [revision.revision for revision in script.iterate_revisions("head", current or "base")]
    return pending[::-1]


def revise(engine: Engine, message: str) -> None:
    """Write a new revision file from the difference between the models and the database behind `engine`."""
    with engine.begin() as connection:
        config = _config(connection)
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("file_template", "revision_%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
