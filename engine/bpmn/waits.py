"""What an execution waits for: people, jobs, time, messages and the like, each with the id of the waiting token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

DEFAULT_ATTEMPTS = 8
DEFAULT_PRIORITY = 50


@dataclass(frozen=True, slots=True)
class Wait:
    """A token that waits; `token_id` is stable while it does and is never reused."""

    token_id: int
    element_id: str
    process_id: str
    name: str


@dataclass(frozen=True, slots=True)
class UserTaskWait(Wait):
    """A person works; goes on by `complete`. `context` is shown in the form, `excluded_users` must not do it."""

    form: str | None
    candidate_groups: tuple[str, ...]
    assignee: str | None
    due_at: datetime | None
    priority: int
    title: str
    excluded_users: tuple[str, ...]
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JobWait(Wait):
    """A connector operation runs elsewhere; goes on by `complete` or `throw_error`.

    `iteration` holds the loop counters around it, outermost first. `occurrence` names this visit of the element and no
    other, whatever order branches take: the stem of idempotency keys.
    """

    connector: str
    operation: str
    connection: str
    input: Mapping[str, Any]
    max_attempts: int
    iteration: tuple[int, ...]
    occurrence: str


@dataclass(frozen=True, slots=True)
class CallWait(Wait):
    """A process of another bundle runs as an instance of its own; goes on by `complete`, `throw_error` or `fail`.

    `binding` is "latest", or "version" with the number of the bundle; `input` are its first variables. `attempt` counts
    from 1 the calls that this visit, `occurrence`, has made.
    """

    called: str
    binding: str
    bundle_id: int | None
    input: Mapping[str, Any]
    attempt: int
    occurrence: str


@dataclass(frozen=True, slots=True)
class TimerWait(Wait):
    """Time passes; goes on by `fire_timer` at `due_at` (aware UTC)."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class MessageWait(Wait):
    """A message comes; goes on by `deliver`. The key is "" where the message has no correlation."""

    message: str
    correlation_key: str


@dataclass(frozen=True, slots=True)
class SignalWait(Wait):
    """A signal is thrown, here or anywhere; goes on by `signal`."""

    signal: str


@dataclass(frozen=True, slots=True)
class ConditionWait(Wait):
    """A condition becomes true; goes on by itself when a variable changes."""

    condition: str


@dataclass(frozen=True, slots=True)
class PickWait(Wait):
    """Somebody chooses what is done next in an ad-hoc sub-process; goes on by `pick`, as often as it is there.

    `choices` are (element id, name); with `may_finish` the sub-process can be declared done. `group` is the lane
    around it, which says who chooses.
    """

    choices: tuple[tuple[str, str], ...]
    may_finish: bool
    group: str | None
