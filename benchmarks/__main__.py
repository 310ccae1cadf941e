"""`make bench`: measures every subject, or those that are named."""

import argparse
from collections.abc import Callable, Mapping

from benchmarks import capacity, decisions, growth, processes, returns
from benchmarks.fleet import rates
from benchmarks.peers import comparison

SUBJECTS: Mapping[str, Callable[[int, int], None]] = {
    "returns": returns.run,
    "postgres": returns.run_postgres,
    "http": returns.run_http,
    "fleet": rates.run,
    "peers": comparison.run,
    "capacity": lambda _turns, rounds: capacity.run(rounds),
    "growth": lambda _turns, rounds: growth.run(rounds),
    "bpmn": lambda turns, _rounds: processes.run(turns),
    "decisions": lambda turns, _rounds: decisions.run(turns),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(SUBJECTS)} (default: all)"
    )
    parser.add_argument("--rounds", type=int, default=60, help="standard returns per turn (default: 60)")
    parser.add_argument("--turns", type=int, default=5, help="turns per contender, one after the other (default: 5)")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(SUBJECTS))
    if unknown:
        parser.error(f"expected names out of {', '.join(SUBJECTS)}, found {', '.join(unknown)}")
    for name in options.names or SUBJECTS:
        print(f"\n{name}", flush=True)
        SUBJECTS[name](options.turns, options.rounds)


if __name__ == "__main__":
    main()
