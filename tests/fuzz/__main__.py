"""`python -m tests.fuzz`: 100,000 expressions and 2,000 DMN files; exit code 1 if anything was found."""

import argparse
import random
import sys
import time

from tests.fuzz.campaign import Campaign


def main(arguments: list[str]) -> int:
    """Run a campaign and print the seed first, then each finding, then the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--expressions", type=int, default=100_000)
    parser.add_argument("--models", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args(arguments)
    seed = random.SystemRandom().randrange(10**9) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)  # noqa: T201 (this is its output)
    campaign = Campaign(seed)
    start = time.monotonic()
    campaign.expressions(options.expressions)
    campaign.models(options.models)
    for finding in campaign.findings:
        print(finding)  # noqa: T201
    tried = ", ".join(f"{count} {kind}" for kind, count in campaign.tried.items())
    print(  # noqa: T201
        f"{tried} in {time.monotonic() - start:.0f} s; slowest {campaign.slowest:.2f} s "
        f"({campaign.slowest_item[:60]!r}); {len(campaign.findings)} findings"
    )
    return 1 if campaign.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
