"""The command line `returnflow`; each command is a module of its own and is loaded when it is asked for."""

from importlib import import_module

import click

_COMMANDS = {
    "up": "start everything on this machine: web server, worker and simulators",
    "web": "start the web server alone",
    "worker": "start the worker alone",
    "scheduler": "start a scheduler beside workers that Celery wakes",
    "simulators": "start the simulators of ERP, WMS, carrier and CRM",
    "backup": "write a consistent backup while everything runs on",
    "restore": "fill an empty database from a backup, so that nothing is done twice",
    "archive": "move what is over out of the way, count and export it",
    "db": "copy the database, from SQLite to PostgreSQL or back",
    "simulate": "work out and simulate what a number of returns a day needs",
    "migrate": "bring the database to the newest revision",
    "demo": "load the demo: people, the process library, returns in every state",
    "lint": "list what is wrong with diagrams, decisions and forms",
    "decide": "evaluate a decision of a DMN file and say why it came out so",
    "scenarios": "play worked cases through the real engine and compare the outcome",
    "user": "make, list and disable users",
    "token": "make and revoke API tokens",
    "audit": "verify the audit trail",
}


class _LazyGroup(click.Group):
    """Imports a command's module only when it is needed, so that `returnflow up` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        found = getattr(import_module(f"designer.cli.{cmd_name}"), cmd_name)
        if not isinstance(found, click.Command):
            raise TypeError(f"expected designer.cli.{cmd_name}.{cmd_name} to be a command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="returnflow")
def main() -> None:
    """Returnflow: returns from request to credit. Settings are RETURNFLOW_* environment variables."""
