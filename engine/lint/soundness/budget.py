"""How much work a check may cost, counted, so that every machine comes to the same verdict."""

from dataclasses import dataclass


class Exhausted(Exception):
    """The check would cost more than it may."""


@dataclass
class Budget:
    """At most so many states, tokens in one place, and steps (tokens and places looked at, a microsecond each)."""

    states: int = 20_000
    tokens: int = 3
    steps: int = 2_000_000

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted

    def part(self, divisor: int) -> "Budget":
        """A share of what is left, taken out of it."""
        share = self.steps // divisor
        self.steps -= share
        return Budget(self.states, self.tokens, share)
