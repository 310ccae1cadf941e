"""`returnflow simulate`: what a number of returns a day needs."""

from pathlib import Path

import click

from designer.capacity import distributions, plan
from designer.capacity.plan import Work
from designer.capacity.simulation import Fleet, Observed, Simulation
from designer.cli.context import plain_errors


@click.command()
@click.argument("returns_per_day", type=click.IntRange(1))
@click.option("--metrics", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A scrape of /metrics.")
@click.option("--web", type=click.IntRange(1), help="Web threads. Left out: what the plan says.")
@click.option("--workers", type=click.IntRange(1), help="Worker threads. Left out: what the plan says.")
@click.option(
    "--log-writers", type=click.IntRange(1), default=8, show_default=True, help="Commits at a time; SQLite: 1."
)
@click.option("--peak", type=click.FloatRange(1.0), default=3.0, show_default=True, help="Peak hour over mean hour.")
@click.option("--minutes", type=click.FloatRange(0.1), default=10.0, show_default=True)
@click.option("--seed", default=1, show_default=True)
@plain_errors
def simulate(
    returns_per_day: int,
    metrics: Path | None,
    web: int | None,
    workers: int | None,
    log_writers: int,
    peak: float,
    minutes: float,
    seed: int,
) -> None:
    """Work out what RETURNS_PER_DAY need, and simulate some minutes of the peak hour.

    The times are drawn from measured ones: those of this release, or those of your own installation.
    """
    measured = distributions.read(metrics.read_text("utf-8") if metrics else distributions.shipped())
    work = Work(returns_per_day, peak)
    needed = plan.need(work, measured, log_writers=log_writers)
    fleet = Fleet(web or needed.web_threads, workers or needed.worker_threads, log_writers)
    click.echo(f"{returns_per_day:,} returns a day: {work.per_second:,.2f} a second in the peak hour")
    click.echo(
        f"needs {needed.cores} core(s) on {needed.machines} machine(s), {needed.web_threads} web thread(s) in "
        f"{needed.web_processes} web process(es),\n"
        f"{needed.worker_threads} worker thread(s), {needed.databases} database(s)\n"
    )
    click.echo("station   servers  busy   mean wait    p95 wait  longest queue  left over")
    for seen in Simulation(work, fleet, measured, seed).run(minutes * 60):
        click.echo(_line(seen))
    click.echo(f"\n{_advice(fleet, needed)}")


def _line(seen: Observed) -> str:
    waits = f"{seen.mean_wait * 1000:>8.1f} ms {seen.p95_wait * 1000:>8.1f} ms"
    return (
        f"{seen.name:<9} {seen.servers:>7} {seen.utilisation:>5.0%} {waits} {seen.longest_queue:>14} {seen.backlog:>10}"
    )


def _advice(fleet: Fleet, needed: plan.Need) -> str:
    short = []
    if fleet.web_threads < needed.web_threads:
        short.append(f"{needed.web_threads} web threads")
    if fleet.worker_threads < needed.worker_threads:
        short.append(f"{needed.worker_threads} worker threads")
    if needed.databases > 1:
        short.append(f"{needed.databases} databases, each for the returns whose id falls to it")
    if not short:
        return f"Enough: every station is busy for less than {plan.CEILING:.0%} of the peak hour on average."
    return f"Too little: use {', '.join(short)}."
