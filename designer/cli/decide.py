"""`returnflow decide`: evaluates a decision of a DMN file and says why it came out so."""

import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from designer.cli import decision_text
from engine.errors import EngineError, InvalidInput, InvalidModel, NotFound
from engine.queries import decisions
from engine.queries.decisions import Library

_MAX_BYTES = 5_000_000


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--decision", "ref", metavar="NAME", help="Id or name; not needed if the file has one decision only.")
@click.option("--input", "given", default="{}", metavar="JSON", help="A JSON object, @FILE, or - for standard input.")
@click.option("--trace", is_flag=True, help="Show what was read, and each rule with the cell at which it failed.")
@click.option("--strict", is_flag=True, help="Take every null that comes from an error as an error.")
@click.option(
    "--import",
    "imports",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A DMN file that MODEL imports; may be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as the API answers.")
def decide(
    model: Path, ref: str | None, given: str, *, trace: bool, strict: bool, imports: Sequence[Path], as_json: bool
) -> None:
    """Evaluate a decision of the DMN file MODEL.

    Input texts become dates, durations and numbers where the model says that an input is one; without a type,
    "@\\"2026-03-01\\"" is a date.

    Exit status: 0 if all could be worked out, 1 if something could not (it is null and the reason is printed, or with
    --strict the evaluation is refused), 2 for a file, decision or input that cannot be used.
    """
    library = _library(model, imports)
    data = _input(given)
    try:
        view = library.get(ref or _only(library))
    except NotFound as error:
        known = ", ".join(f"{it.id} ({it.name})" for it in library.all())
        raise click.UsageError(f"expected a decision of {model}, found {ref!r}; it has {known}") from error
    try:
        found = decisions.answer(library.evaluate(view.id, library.read(view.id, data), trace=trace, strict=strict))
    except InvalidInput as error:
        problems = "\n".join(f"  {problem.message}" for problem in error.problems)
        raise click.ClickException(f"{view.name} could not be worked out:\n{problems}") from error
    except EngineError as error:
        raise click.ClickException(error.message) from error
    answer = {"decision": {"id": view.id, "name": view.name}, "model": {"file": str(model), "hash": view.hash}, **found}
    if as_json:
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(decision_text.lines(answer)))
    if found["problems"]:
        raise SystemExit(1)


def _library(model: Path, imports: Sequence[Path]) -> Library:
    files = {str(path): _content(path) for path in (model, *imports)}
    try:
        return decisions.of_files(files, only=str(model))
    except InvalidModel as error:
        problems = "\n".join(f"  {_placed(problem)}" for problem in error.problems)
        raise click.UsageError(f"{model} cannot be used:\n{problems}") from error
    except EngineError as error:
        raise click.UsageError(f"{model} cannot be used: {error.message}") from error


def _placed(problem: Any) -> str:
    line = f"{problem.file}:{problem.line}" if problem.line else problem.file
    where = ": ".join(part for part in (line, problem.element_id) if part)
    return f"{where}: {problem.message}" + (f" ({problem.hint})" if problem.hint else "")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise click.UsageError(f"expected a DMN file, found {path}: {error.strerror}") from error


def _only(library: Library) -> str:
    found = library.all()
    if len(found) == 1:
        return found[0].id
    known = "".join(f"\n  {it.id}  {it.name}" for it in found)
    raise click.UsageError(f"expected --decision with one of these:{known}")


def _input(given: str) -> dict[str, Any]:
    """The input of a decision as a dict; fractions are taken exactly."""
    text = _text(given)
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"expected --input to be JSON, found {text[:60]!r}: {error}") from error
    if not isinstance(data, dict):
        raise click.UsageError(f'expected --input to be an object such as {{"age": 12}}, found {text[:60]!r}')
    return data


def _text(given: str) -> str:
    if given == "-":
        return sys.stdin.read(_MAX_BYTES)
    if not given.startswith("@"):
        return given
    try:
        return Path(given[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"expected --input @FILE to name a text file, found {given[1:]}: {error}") from error


def _refuse(text: str) -> None:
    raise ValueError(f"expected a number, found {text}")
