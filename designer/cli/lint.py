"""`returnflow lint`: lists everything that is wrong with diagrams, decisions and forms."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import click

from designer.cli import lint_files, lint_mending, lint_report
from designer.modeler.library import START_VARIABLES, known_operations
from engine.commands.bundles import File, validate
from engine.errors import Problem
from engine.lint import mending


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(tuple(lint_report.FORMATS)), default="text", help="What to print.")
@click.option("--rule", "rules", multiple=True, metavar="RULE", help="Look for this rule only; may be given again.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Pass over this rule; may be given again.")
@click.option("--fix", "is_mending", is_flag=True, help="Apply the quick fixes (in brackets) to the diagrams.")
@click.option("--as-executable", is_flag=True, help='Check drawings (isExecutable="false") as if they were to run.')
@click.option("--strict", is_flag=True, help="Exit with 1 if there are warnings.")
def lint(
    files: Sequence[Path],
    form: str,
    rules: Sequence[str],
    ignore: Sequence[str],
    *,
    is_mending: bool,
    as_executable: bool,
    strict: bool,
) -> None:
    """List what is wrong with FILES: .bpmn, .dmn, forms (.json) and folders of them, all together as one bundle.

    Prints a line per problem, `file: element: rule: message: fix`. If none of FILES is a form, forms are not looked up;
    the same holds for decisions.

    Exit status: 0 if there are no errors, 1 if there are warnings and --strict is given, 2 if there are errors or FILES
    cannot be used. Infos are printed and change nothing.
    """
    taken, unreadable = lint_files.read(files)

    def shown_of(taken: Sequence[File]) -> list[Problem]:
        found = _problems(_marked(taken) if as_executable else taken)
        return [problem for problem in (*unreadable, *found) if _is_wanted(problem, rules, ignore)]

    shown = shown_of(taken)
    if is_mending:
        taken, count = lint_mending.mend_all(taken, shown, shown_of)
        click.echo(f"{count} fixed", err=True)
        shown = shown_of(taken)
    click.echo(lint_report.FORMATS[form](shown))
    if form == "text":
        click.echo(lint_report.summary(shown), err=True)
    raise SystemExit(_status(shown, strict=strict))


def _problems(files: Sequence[File]) -> list[Problem]:
    if not files:
        return []
    found = validate(files, operations=known_operations(), start=START_VARIABLES, is_complete=False)
    return sorted(found, key=lambda problem: (problem.file or "", problem.line or 0))


def _marked(files: Sequence[File]) -> list[File]:
    return [
        replace(file, content=mending.as_executable(file.content)) if file.kind == "bpmn" else file for file in files
    ]


def _is_wanted(problem: Problem, rules: Collection[str], ignore: Collection[str]) -> bool:
    return (not rules or problem.rule in rules) and problem.rule not in ignore


def _status(problems: Sequence[Problem], *, strict: bool) -> int:
    severities = {problem.severity for problem in problems}
    if "error" in severities:
        return 2
    return 1 if strict and "warning" in severities else 0
