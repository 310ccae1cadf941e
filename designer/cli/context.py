"""What commands share: the application, and errors as one line instead of a traceback."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from designer import config, migrations
from designer.app import create_app
from designer.database import db
from designer.errors import DomainError
from designer.monitoring import folder
from engine.errors import EngineError

Result = TypeVar("Result")


@contextmanager
def application(*, needs_tables: bool = True, is_server: bool = False) -> Iterator[Flask]:
    """The application inside its context; with `needs_tables` a database that is not current is refused.

    Only a server writes its log at RETURNFLOW_LOG_LEVEL and counts what it does; a command says so itself.
    """
    try:
        if is_server:
            folder.share(config.load()["DATA_DIR"])
        app = create_app({} if is_server else {"LOG_LEVEL": "WARNING"})
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    with app.app_context():
        if needs_tables:
            check_tables()
        yield app


def check_tables() -> None:
    """Refuse to work on a database that is not current."""
    try:
        with db.engine.connect() as connection:
            missing = migrations.missing_revisions(connection)
    except OperationalError as error:
        raise click.ClickException(f"the database does not answer: {error.orig}") from error
    if missing:
        raise click.ClickException(f"the database lacks {len(missing)} revision(s): run `returnflow migrate` first")


def plain_errors(command: Callable[..., Result]) -> Callable[..., Result]:
    """Show an expected error as its message."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Result:
        try:
            return command(*arguments, **options)
        except (DomainError, EngineError) as error:
            raise click.ClickException(error.message) from error

    return run
