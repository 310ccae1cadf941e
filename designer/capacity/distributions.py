"""Measured times, read from the histograms of `/metrics`."""

import random
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import accumulate

from designer.errors import Invalid

_LINE = re.compile(r"^(\w+?)_(bucket|sum|count)(?:\{([^}]*)\})? ([0-9.e+-]+)$", re.MULTILINE)
_LABEL = re.compile(r'(\w+)="([^"]*)"')
REQUEST, CALL, COMMIT = (
    "returnflow_http_request_seconds",
    "returnflow_connector_call_seconds",
    "returnflow_commit_seconds",
)


@dataclass(frozen=True)
class Distribution:
    """Times in seconds: how many were in each bucket, up to its bound, and their mean."""

    bounds: tuple[float, ...]
    counts: tuple[float, ...]
    mean: float

    @property
    def count(self) -> float:
        return sum(self.counts)

    def draw(self, chance: random.Random) -> float:
        """A time that could have been measured: a bucket by its share, anywhere in it, so that the mean is the mean."""
        cumulated, scale = self._cumulated
        place = bisect_left(cumulated, chance.random() * cumulated[-1])
        return chance.uniform(self._low(place), self.bounds[place]) * scale

    @cached_property
    def _cumulated(self) -> tuple[list[float], float]:
        """How many lie below each bound; and what the middles of the buckets are off by."""
        middles = sum(n * (self._low(at) + self.bounds[at]) / 2 for at, n in enumerate(self.counts))
        return list(accumulate(self.counts)), self.mean * self.count / middles

    def _low(self, place: int) -> float:
        return self.bounds[place - 1] if place else 0.0

    def quantile(self, share: float) -> float:
        """The bound below which this share of the times lies."""
        cumulated = list(accumulate(self.counts))
        return self.bounds[bisect_left(cumulated, share * cumulated[-1])]


def read(text: str) -> Mapping[str, Distribution]:
    """Every histogram of a scrape, its labels summed up; Invalid when a needed one lacks."""
    buckets: dict[str, dict[float, float]] = {}
    sums: dict[str, float] = {}
    for name, part, labels, value in _LINE.findall(text):
        if part == "sum":
            sums[name] = sums.get(name, 0.0) + float(value)
        elif part == "bucket":
            bound = float(dict(_LABEL.findall(labels))["le"])
            buckets.setdefault(name, {}).setdefault(bound, 0.0)
            buckets[name][bound] += float(value)
    found = {name: _made(of, sums.get(name, 0.0)) for name, of in buckets.items() if max(of.values()) > 0}
    missing = sorted({REQUEST, CALL, COMMIT} - found.keys())
    if missing:
        raise Invalid(f"expected measured times of {', '.join(missing)}: let the installation work for a while first")
    return found


def _made(cumulated: Mapping[float, float], total: float) -> Distribution:
    bounds = sorted(cumulated)
    counts = [cumulated[bound] - (cumulated[bounds[n - 1]] if n else 0.0) for n, bound in enumerate(bounds)]
    # What lies beyond the last bound is taken for twice as long.
    ends = [bound if bound != float("inf") else 2 * bounds[-2] for bound in bounds]
    return Distribution(tuple(ends), tuple(counts), total / cumulated[bounds[-1]])


def shipped() -> str:
    """The scrape that the help page's figures come from."""
    return files(__package__).joinpath("measured.prom").read_text("utf-8")
