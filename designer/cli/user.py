"""`returnflow user`: people on this installation."""

import click

from designer.cli.context import application, plain_errors
from designer.identity import policy, service
from designer.identity.actor import SYSTEM


@click.group()
def user() -> None:
    """Make, list and disable users."""


@user.command()
@click.argument("username")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--role", "roles", multiple=True, type=click.Choice(list(policy.ROLES)), help="Give it again for more.")
@click.option("--customer", "customer_id", help="The customer id, for the role customer.")
@click.password_option(help="Asked for when it is not given.")
@plain_errors
def create(username: str, name: str, roles: tuple[str, ...], customer_id: str | None, password: str) -> None:
    """Make a user, or bring an existing one to this state."""
    with application():
        person = service.save_user(SYSTEM, username, name=name, roles=roles, password=password, customer_id=customer_id)
    click.echo(f"{person.username}: {', '.join(person.roles) or 'no role'}")


@user.command("list")
def list_users() -> None:
    """Everybody with their roles."""
    with application():
        for person in service.people():
            state = "" if person.is_active else "  (disabled)"
            click.echo(f"{person.username:<20} {', '.join(person.roles)}{state}")


@user.command()
@click.argument("username")
@plain_errors
def disable(username: str) -> None:
    """Lock a user out: sessions end, tokens stop working."""
    with application():
        service.disable(SYSTEM, username)
    click.echo(f"{username} is disabled")
