"""Which jobs go first: those that somebody waits for, then all others."""

from enum import IntEnum


class Priority(IntEnum):
    """How urgent a step and the jobs are that it makes; the lower goes first.

    A step has the priority of what moved it: a person's action is interactive; timers, other systems' messages, signals
    and starts that nobody watches are bulk. The result of a job has the priority of that job, so a chain of service
    tasks stays as urgent as what set it off. A timer that fires in it makes what follows bulk.
    """

    INTERACTIVE = 0
    BULK = 1

    @property
    def word(self) -> str:
        """As APIs, metrics and screens name it: "interactive" or "bulk"."""
        return self.name.lower()

    @classmethod
    def of_word(cls, word: str) -> "Priority":
        """The priority that `word` names; ValueError when it names none."""
        for one in cls:
            if one.word == word:
                return one
        raise ValueError(f"expected {' or '.join(one.word for one in cls)}, found {word!r}")
