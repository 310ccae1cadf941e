"""A discrete-event simulation of one stretch of the peak hour: who waits for what, and what is left over."""

import heapq
import random
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

from designer.capacity.distributions import CALL, COMMIT, REQUEST, Distribution
from designer.capacity.plan import Work

MAX_EVENTS = 400_000
Act = Callable[[], None]


@dataclass(frozen=True)
class Fleet:
    """What runs: web threads, worker threads, commits that the database carries out at the same time."""

    web_threads: int
    worker_threads: int
    log_writers: int


@dataclass
class Station:
    """Servers with one queue in front, first come first served."""

    name: str
    servers: int
    busy: int = 0
    busy_seconds: float = 0.0
    longest: int = 0
    waits: list[float] = field(default_factory=list)
    queue: deque[tuple[float, Act]] = field(default_factory=deque)


@dataclass(frozen=True)
class Observed:
    """What became of one station: utilisation from 0 to 1, waits in seconds, how many waited at most and in the end."""

    name: str
    servers: int
    utilisation: float
    mean_wait: float
    p95_wait: float
    longest_queue: int
    backlog: int


class Simulation:
    """Requests and jobs arrive at random; each holds a server while it works and while it waits for its commits."""

    def __init__(self, work: Work, fleet: Fleet, measured: Mapping[str, Distribution], seed: int = 1) -> None:
        self._work, self._measured = work, measured
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._events: list[tuple[float, int, Act]] = []
        self._number = count()
        self._now = 0.0
        self.web = Station("web", fleet.web_threads)
        self.workers = Station("workers", fleet.worker_threads)
        self.log = Station("database", fleet.log_writers)

    def run(self, seconds: float) -> list[Observed]:
        """Let it run; shorter when more would happen than can be simulated in some seconds."""
        rate = self._work.per_second
        per_return = self._work.requests + self._work.calls + self._work.commits
        seconds = min(seconds, MAX_EVENTS / (rate * per_return))
        work = self._work
        self._arrive(self.web, rate * work.requests, REQUEST, work.commits_per_request, seconds)
        self._arrive(self.workers, rate * work.calls, CALL, work.commits_per_call, seconds)
        while self._events and self._events[0][0] <= seconds:
            self._now, _, act = heapq.heappop(self._events)
            act()
        return [self._observed(station, seconds) for station in (self.web, self.workers, self.log)]

    def _at(self, moment: float, act: Act) -> None:
        heapq.heappush(self._events, (moment, next(self._number), act))

    def _arrive(self, station: Station, rate: float, kind: str, commits: float, until: float) -> None:
        """The next arrival, which brings the one after it."""
        moment = self._now + self._chance.expovariate(rate)
        if moment > until:
            return

        def act() -> None:
            self._enter(station, lambda: self._work_on(station, kind, self._whole(commits)))
            self._arrive(station, rate, kind, commits, until)

        self._at(moment, act)

    def _whole(self, mean: float) -> int:
        return int(mean) + (self._chance.random() < mean % 1)

    def _enter(self, station: Station, begin: Act) -> None:
        if station.busy < station.servers:
            station.busy += 1
            station.waits.append(0.0)
            begin()
        else:
            station.queue.append((self._now, begin))
            station.longest = max(station.longest, len(station.queue))

    def _leave(self, station: Station) -> None:
        if not station.queue:
            station.busy -= 1
            return
        since, begin = station.queue.popleft()
        station.waits.append(self._now - since)
        begin()

    def _work_on(self, station: Station, kind: str, commits: int) -> None:
        began_at = self._now

        def finish() -> None:
            station.busy_seconds += self._now - began_at
            self._leave(station)

        seconds = self._measured[kind].draw(self._chance)
        self._at(self._now + seconds, lambda: self._commit(commits, finish))

    def _commit(self, commits: int, then: Act) -> None:
        if not commits:
            then()
            return

        def begin() -> None:
            seconds = self._measured[COMMIT].draw(self._chance)
            self.log.busy_seconds += seconds
            self._at(self._now + seconds, end)

        def end() -> None:
            self._leave(self.log)
            self._commit(commits - 1, then)

        self._enter(self.log, begin)

    def _observed(self, station: Station, seconds: float) -> Observed:
        waits = sorted(station.waits) or [0.0]
        return Observed(
            station.name,
            station.servers,
            min(1.0, station.busy_seconds / (station.servers * seconds)),
            sum(waits) / len(waits),
            waits[int(0.95 * (len(waits) - 1))],
            station.longest,
            len(station.queue),
        )
