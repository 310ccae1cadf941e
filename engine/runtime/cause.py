"""Who or what set a step off, and how urgent that makes what comes of it."""

from typing import NamedTuple

from engine.priority import Priority


class Cause(NamedTuple):
    """`actor`, for the history: a user's name, or what else acts as "kind:name"; `priority` of the jobs and calls."""

    # A tuple: one is made in each step, and a frozen dataclass takes more than twice as long.
    actor: str
    priority: Priority = Priority.BULK

    @classmethod
    def person(cls, user: str) -> "Cause":
        """A person did it, and waits for what comes next."""
        return cls(user, Priority.INTERACTIVE)
