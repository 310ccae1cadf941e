"""Runs migrations on the connection that `designer.migrations` hands over."""

from alembic import context

from designer import rooms
from designer.extensions import metadata

rooms.import_models()

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
    # SQLite rolls DDL back as well, but Alembic does not trust it to unless told so.
    transactional_ddl=True,
    user_module_prefix="tables.",
)
with context.begin_transaction():
    context.run_migrations()
