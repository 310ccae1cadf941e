"""Whose turn it is: after some claims that interactive jobs alone filled, the bulk has one, lest it starve."""

from collections.abc import Sequence

from engine.commands.jobs import ClaimedJob
from engine.priority import Priority

EVERY = 5  # while people keep the workers busy, one claim of so many is for bulk


class Turns:
    """Counts the claims of one process.

    A claim that was not filled, or that bulk had a part in, shows that the bulk is served anyway: then no turn is due,
    and no claim asks the database more than once.
    """

    def __init__(self) -> None:
        self._filled = 0

    @property
    def is_of_bulk(self) -> bool:
        """Whether the next claim is the bulk's."""
        return self._filled >= EVERY - 1

    def record(self, claimed: Sequence[ClaimedJob], limit: int) -> None:
        """Take note of what a claim of up to `limit` jobs gave."""
        is_filled_by_people = len(claimed) >= limit and all(job.priority is Priority.INTERACTIVE for job in claimed)
        self._filled = self._filled + 1 if is_filled_by_people and not self.is_of_bulk else 0
