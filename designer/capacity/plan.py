"""What a number of returns costs, by arithmetic: rates, busy time, and the processes that keep it below a ceiling."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from designer.capacity.distributions import CALL, COMMIT, REQUEST, Distribution

COMMITS_PER_CALL = 1.3  # the result with the advance and the claim of the next; a claim alone where none was due
CEILING = 0.7  # above it waiting grows faster than work
CORES = 8  # of one machine
THREADS = 16  # of one web process


@dataclass(frozen=True)
class Work:
    """What arrives: returns a day, the peak hour as a multiple of the mean, and what one return does on its way."""

    returns_per_day: int
    peak: float = 3.0
    requests: float = 13.0  # five that change something, and eight looks at it
    calls: float = 16.0
    commits: float = 26.0  # one per request that changes something, a little more than one per call
    core_seconds: float = 0.3  # of processor time, web server and workers; `python -m benchmarks capacity`

    @property
    def per_second(self) -> float:
        """Returns per second in the peak hour."""
        return self.returns_per_day / 86_400 * self.peak

    @property
    def commits_per_call(self) -> float:
        return min(COMMITS_PER_CALL, self.commits / self.calls)

    @property
    def commits_per_request(self) -> float:
        return (self.commits - self.commits_per_call * self.calls) / self.requests


@dataclass(frozen=True)
class Need:
    """How much is busy on average in the peak hour, and how many of each keep it below the ceiling."""

    web_busy: float
    worker_busy: float
    commit_busy: float
    core_busy: float
    web_threads: int
    worker_threads: int
    cores: int
    databases: int

    @property
    def machines(self) -> int:
        """Machines for web and workers."""
        return math.ceil(self.cores / CORES)

    @property
    def web_processes(self) -> int:
        return math.ceil(self.web_threads / THREADS)


def need(work: Work, measured: Mapping[str, Distribution], *, log_writers: int) -> Need:
    """The plan for the peak hour; `log_writers` are commits that one database carries out at the same time."""
    rate, commit = work.per_second, measured[COMMIT].mean
    web = rate * work.requests * (measured[REQUEST].mean + work.commits_per_request * commit)
    workers = rate * work.calls * (measured[CALL].mean + work.commits_per_call * commit)
    commits, cores = rate * work.commits * commit, rate * work.core_seconds
    return Need(
        web, workers, commits, cores, _servers(web), _servers(workers), _servers(cores), _servers(commits / log_writers)
    )


def _servers(busy: float) -> int:
    return max(1, math.ceil(busy / CEILING))
