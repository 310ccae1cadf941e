"""`returnflow scenarios`: plays worked cases through the real engine and compares the outcome."""

from pathlib import Path

import click

from designer.scenarios import cases, library, player
from designer.scenarios.player import Played
from engine.errors import InvalidModel


@click.command("scenarios")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--only", default="", metavar="IDS", help="Play these cases only, such as RC-001,RC-003.")
@click.option(
    "--bundle-dir",
    type=click.Path(path_type=Path),
    help="Play another library than the shipped one: a folder with bpmn/, dmn/ and forms/.",
)
def scenarios(file: Path, only: str, bundle_dir: Path | None) -> None:
    """Play the worked cases of FILE (one JSON object per line) from request to credit and compare every field."""
    try:
        wanted = cases.read(file, [name.strip() for name in only.split(",") if name.strip()])
        files = library.in_folder(bundle_dir) if bundle_dir else library.shipped()
        with player.opened(files, library.process_ids()) as stage:
            failed = sum(not _report(stage.play(case)) for case in wanted)
    except (cases.BadCaseFileError, library.BadLibraryError) as error:
        raise click.ClickException(str(error)) from error
    except InvalidModel as error:
        problems = "\n".join(f"  {problem}" for problem in error.problems)
        raise click.ClickException(f"the library cannot be deployed:\n{problems}") from error
    click.echo(f"{len(wanted) - failed} passed, {failed} failed")
    if failed:
        raise SystemExit(1)


def _report(played: Played) -> bool:
    """Print what differs; whether the case passed."""
    name = played.case.id
    if played.hindrance:
        click.echo(f"{name}: cannot be played to the end: {played.hindrance}")
    for it in played.differences:
        click.echo(f"{name}: {it.field}: expected {it.expected}, found {it.found}")
    if played.has_passed:
        click.echo(f"{name}: passed")
    return played.has_passed
