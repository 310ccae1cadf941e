"""The plan is arithmetic, the simulation agrees with it, and both with what queueing theory knows."""

import random

import pytest
from click.testing import CliRunner

from designer.capacity import distributions, plan
from designer.capacity.distributions import CALL, COMMIT, REQUEST, Distribution
from designer.capacity.plan import Work
from designer.capacity.simulation import Fleet, Observed, Simulation
from designer.cli import main
from designer.errors import Invalid

SCRAPE = """
# TYPE returnflow_commit_seconds histogram
returnflow_commit_seconds_bucket{le="0.001"} 90.0
returnflow_commit_seconds_bucket{le="0.005"} 99.0
returnflow_commit_seconds_bucket{le="+Inf"} 100.0
returnflow_commit_seconds_count 100.0
returnflow_commit_seconds_sum 0.1
returnflow_http_request_seconds_bucket{le="0.01",method="GET",route="/a",status="2xx"} 3.0
returnflow_http_request_seconds_bucket{le="+Inf",method="GET",route="/a",status="2xx"} 4.0
returnflow_http_request_seconds_sum{method="GET",route="/a",status="2xx"} 0.04
returnflow_http_request_seconds_bucket{le="0.01",method="POST",route="/b",status="2xx"} 1.0
returnflow_http_request_seconds_bucket{le="+Inf",method="POST",route="/b",status="2xx"} 1.0
returnflow_http_request_seconds_sum{method="POST",route="/b",status="2xx"} 0.01
returnflow_connector_call_seconds_bucket{connector="erp",le="0.1",operation="x",outcome="ok"} 2.0
returnflow_connector_call_seconds_bucket{connector="erp",le="+Inf",operation="x",outcome="ok"} 2.0
returnflow_connector_call_seconds_sum{connector="erp",operation="x",outcome="ok"} 0.1
"""


def steady(seconds: float) -> Distribution:
    """Times around a mean."""
    return Distribution((seconds * 0.9, seconds * 1.1), (0.0, 1.0), seconds)


def measured(request: float = 0.01, call: float = 0.02, commit: float = 0.001) -> dict[str, Distribution]:
    return {REQUEST: steady(request), CALL: steady(call), COMMIT: steady(commit)}


def by_name(found: list[Observed]) -> dict[str, Observed]:
    return {seen.name: seen for seen in found}


def test_a_scrape_is_read_with_its_labels_summed_up() -> None:
    found = distributions.read(SCRAPE)
    assert found[COMMIT] == Distribution((0.001, 0.005, 0.01), (90.0, 9.0, 1.0), 0.001)
    assert (found[REQUEST].count, found[REQUEST].mean) == (5.0, pytest.approx(0.01))
    assert (found[COMMIT].quantile(0.5), found[COMMIT].quantile(0.95)) == (0.001, 0.005)


def test_times_are_drawn_as_they_were_measured() -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    drawn = [distributions.read(SCRAPE)[COMMIT].draw(chance) for _ in range(10_000)]
    assert sum(time <= 0.00126 for time in drawn) / len(drawn) == pytest.approx(0.9, abs=0.02)
    assert sum(drawn) / len(drawn) == pytest.approx(0.001, rel=0.05)


def test_a_scrape_without_what_is_needed_is_refused() -> None:
    with pytest.raises(Invalid, match="connector_call"):
        distributions.read(SCRAPE.replace("connector_call", "other"))


def test_the_plan_is_rate_times_time_below_the_ceiling() -> None:
    work = Work(864_000, peak=1.0, requests=10, calls=5, commits=20, core_seconds=0.1)
    needed = plan.need(work, measured(), log_writers=1)
    assert work.per_second == 10
    # Of 20 commits of a millisecond 1.3 are with each call of 20 ms, the others with requests of 10 ms.
    assert (needed.web_busy, needed.worker_busy, needed.commit_busy) == pytest.approx((1.135, 1.065, 0.2))
    assert (needed.web_threads, needed.worker_threads, needed.databases, needed.cores) == (2, 2, 1, 2)


def test_the_simulation_is_as_busy_as_the_plan_says() -> None:
    work = Work(864_000, peak=1.0, requests=10, calls=5, commits=0)
    seen = by_name(Simulation(work, Fleet(2, 2, 8), measured()).run(300))
    assert seen["web"].utilisation == pytest.approx(0.5, abs=0.05)
    assert seen["workers"].utilisation == pytest.approx(0.5, abs=0.05)
    assert seen["database"].utilisation == 0


def test_one_server_waits_as_pollaczek_and_khinchine_say() -> None:
    """M/D/1 at utilisation 0.5 waits half a service time on average: rho / (2 (1 - rho)) times the service time."""
    work = Work(86_400 * 5, peak=1.0, requests=10, calls=0.0001, commits=0)
    seen = by_name(Simulation(work, Fleet(1, 1, 1), measured(request=0.01)).run(2000))
    assert seen["web"].mean_wait == pytest.approx(0.005, rel=0.15)


def test_too_few_workers_leave_a_backlog() -> None:
    work = Work(864_000, peak=1.0, requests=10, calls=5, commits=0)
    seen = by_name(Simulation(work, Fleet(4, 1, 8), measured(call=0.04)).run(60))
    assert seen["workers"].utilisation == pytest.approx(1.0, abs=0.02)
    assert seen["workers"].backlog > 1000
    assert seen["web"].backlog < 10


def test_one_writer_holds_up_everything_that_commits() -> None:
    work = Work(864_000, peak=1.0, requests=10, calls=5, commits=20)
    slow = measured(commit=0.02)
    one, many = (by_name(Simulation(work, Fleet(40, 40, writers), slow).run(30)) for writers in (1, 16))
    assert one["database"].utilisation == pytest.approx(1.0, abs=0.02)
    assert many["database"].p95_wait < one["database"].p95_wait / 10


def test_the_same_seed_tells_the_same() -> None:
    runs = [Simulation(Work(100_000), Fleet(2, 2, 2), measured(), seed).run(60) for seed in (7, 7, 8)]
    assert runs[0] == runs[1] != runs[2]


@pytest.mark.parametrize("returns", ["1000", "100000", "10000000"])
def test_the_command_says_what_is_needed(returns: str) -> None:
    done = CliRunner().invoke(main, ["simulate", returns, "--minutes", "1"])
    assert done.exit_code == 0, done.output
    assert "web process(es)" in done.output
    assert "Enough" in done.output or "databases" in done.output


def test_the_command_warns_of_a_fleet_that_is_too_small() -> None:
    done = CliRunner().invoke(main, ["simulate", "10000000", "--web", "1", "--minutes", "0.1"])
    assert "Too little: use" in done.output
