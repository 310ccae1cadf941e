"""`python -m tests.fault`: kills, faults and crashes on every backend; exit code 1 if anything was lost or doubled."""

import argparse
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.fault import backends, campaign, mutants, plan
from tests.fault.campaign import Plan, Result
from tests.fault.installation import Load

_COLUMNS = ("backend", "seed", "seconds", "kills", "crashes", "effects", "lost", "duplicated", "stuck", "retried")


def main(arguments: list[str]) -> int:
    """Run the campaigns one after the other and print the table."""
    options = _options(arguments)
    seed = random.SystemRandom().randrange(10**9) if options.seed is None else options.seed
    _say(f"seed {seed}")
    results = []
    for backend in options.backend or backends.NAMES:
        folder = Path(tempfile.mkdtemp(prefix=f"fault-{backend}-"))
        folder.chmod(0o755)  # PostgreSQL's own user has to get through
        asked = Plan(
            backend,
            Load(seed, options.window, options.returns, lines=options.lines),
            options.minutes * 60,
            pause_seconds=options.pause,
            effects=options.effects,
            kills=options.kills,
            mutant=options.mutant,
        )
        results.append(campaign.run(asked, folder, _say))
        for problem in results[-1].verdict.problems:
            _say(f"{backend}: {problem}")
        if results[-1].is_clean and not options.keep:
            shutil.rmtree(folder)
        else:
            _say(f"{backend}: logs and ledger are in {folder}")
    _say(table(results))
    if options.json:
        options.json.write_text(json.dumps([result.as_json() for result in results], indent=2) + "\n")
    return 0 if all(result.is_clean for result in results) else 1


def table(results: Sequence[Result]) -> str:
    """The results as a table of Markdown."""
    lines = [_COLUMNS, ("---",) * len(_COLUMNS), *map(_row, results)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(result: Result) -> tuple[str, ...]:
    verdict = result.verdict
    crashes = sum(result.done.get(what, 0) for what in ("crash database", "flush redis", "kill redis", "restore"))
    stuck = sum(verdict.stuck.values())
    wrong = (len(verdict.lost), len(verdict.duplicated), stuck)
    figures = (result.kills, crashes, verdict.effects, *wrong, result.retried)
    return (result.plan.backend, str(result.plan.load.seed), f"{result.seconds:.0f}", *map(str, figures))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fault", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="repeats a run, as far as time allows")
    parser.add_argument("--minutes", type=float, default=12.0, help="of disturbance per backend, at most")
    parser.add_argument("--effects", type=int, default=6_700, help="enough per backend, when there are the kills too")
    parser.add_argument("--kills", type=int, default=170, help="enough per backend, when there are the effects too")
    parser.add_argument("--backend", action="append", choices=backends.NAMES, help="may be given again; else all three")
    parser.add_argument("--window", type=int, default=150, help="returns that run at the same time")
    parser.add_argument("--lines", type=int, default=plan.MOST_LINES, help="of a return, at most; each has two effects")
    parser.add_argument("--returns", type=int, default=1_000_000, help="at most so many returns")
    parser.add_argument("--pause", type=float, default=1.5, help="mean seconds between two disturbances")
    parser.add_argument("--mutant", default="", choices=("", *mutants.ALL), help="a known mistake that must be found")
    parser.add_argument("--json", type=Path, default=None, help="file for the results")
    parser.add_argument("--keep", action="store_true", help="keep the folder of a clean run too")
    return parser.parse_args(arguments)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (this is its output)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
