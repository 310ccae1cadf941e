"""Runs migrations on the connection that `designer.migrations` hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from designer import rooms
from designer.database import metadata

rooms.import_models()


def render_plainly(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Our own column types as the SQL types below them: history must not change when the code does."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
    # SQLite rolls DDL back as well, but Alembic does not trust it to unless told so.
    transactional_ddl=True,
    render_item=render_plainly,
)
with context.begin_transaction():
    context.run_migrations()
