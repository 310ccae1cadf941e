"""`returnflow token`: keys for programs."""

import click

from designer.cli.context import application, plain_errors
from designer.identity import policy, tokens
from designer.identity.actor import SYSTEM


@click.group()
def token() -> None:
    """Make and revoke API tokens."""


@token.command()
@click.argument("username")
@click.option("--name", default="command line", show_default=True, help="What the token is for.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(list(policy.ACTIONS)), metavar="ACTION")
@click.option("--days", default=90, show_default=True, help="Days until it expires.")
@plain_errors
def create(username: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token for USERNAME and print it; it is shown this once. Without --scope it may all that the user may."""
    with application():
        made = tokens.create(SYSTEM, username, name, scopes=frozenset(scopes), days=days)
    click.echo(made.text)


@token.command("list")
def list_tokens() -> None:
    """All tokens, newest first; what they are is kept nowhere."""
    with application():
        for made in tokens.listing(SYSTEM):
            state = "revoked" if made.is_revoked else f"until {made.expires_at:%Y-%m-%d}"
            click.echo(f"{made.id:<6} {made.username:<12} {state:<18} {made.name}  {' '.join(made.scopes)}".rstrip())


@token.command()
@click.argument("token_id", type=int)
@plain_errors
def revoke(token_id: int) -> None:
    """End a token at once."""
    with application():
        tokens.revoke(SYSTEM, token_id)
    click.echo(f"token {token_id} is revoked")
