"""`returnflow db`: the database as a whole."""

import click
from sqlalchemy.exc import SQLAlchemyError

from designer.cli.context import plain_errors
from designer.cli.progress import Progress
from designer.database import create_engines
from designer.transfer import copying


@click.group()
def db() -> None:
    """Copy the database to another place."""


@db.command()
@click.argument("source")
@click.argument("target")
@click.option("--force", is_flag=True, help="Copy although workers hold jobs: what they do from now on is not copied.")
@plain_errors
def copy(source: str, target: str, force: bool) -> None:
    """Copy the database SOURCE into the empty database TARGET; both are URLs as in RETURNFLOW_DATABASE_URL.

    Every row is compared afterwards. The target is filled in one transaction: all of it or nothing.
    """
    progress = Progress()
    from_engines, to_engines = (create_engines(_url(url)) for url in (source, target))
    try:
        copied = copying.copy(from_engines.read, to_engines.write, progress, force=force)
    except SQLAlchemyError as error:
        raise click.ClickException(f"a database does not answer or refuses: {getattr(error, 'orig', error)}") from error
    finally:
        from_engines.dispose()
        to_engines.dispose()
    for found in copied:
        click.echo(f"{found.table:<24} {found.rows:>12,}  {found.digest[:16]}")
    progress.done("Copied and compared")


def _url(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
