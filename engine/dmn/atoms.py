"""Example values of a column: one out of each piece that constants cut the values of a kind into, in their order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Any

from engine.dmn.feel.calendar import Moment, make_date, make_datetime, make_duration, make_time, moment
from engine.dmn.feel.comparison import KEYS
from engine.dmn.feel.far import NANOS_PER_DAY, NANOS_PER_SECOND
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.values import Value, YearsMonthsDuration, kind

OTHER = "another value"  # stands for what is not null, where no cell says of which type it is


class NotSimple(Exception):
    """A column cannot be judged from its text alone; the message says why."""


def atoms(constants: Iterable[Value], *, compares: bool) -> list[Value]:
    """Every constant, and a value of every gap before, between and after them; null only if a cell mentions it.

    Texts that are only listed have one value for all others; with `compares` they have an order.
    """
    known = list(constants)
    found = [value for value in known if value is not None]
    kinds = {kind(value) for value in found}
    if len(kinds) > 1:
        raise NotSimple(f"its cells compare with {' and '.join(sorted(kinds))}")
    with_null: list[Value] = [None] if len(found) < len(known) else []
    if not found:
        return [*with_null, OTHER]
    return [*_of_kind(kinds.pop(), found, compares=compares), *with_null]


def is_ordered(atom: Value) -> bool:
    """Whether an atom has neighbours: pieces side by side are one gap."""
    return kind(atom) in _SCALES or kind(atom) == "number"


def _of_kind(found: str, constants: list[Value], *, compares: bool) -> list[Value]:
    if found == "boolean":
        return [True, False]
    if found == "string":
        texts = sorted(set(constants))
        return _ordered_texts(texts) if compares else [*texts, _other_than(texts)]
    if found == "number":
        return _numbers(sorted(set(constants)))
    scale = _SCALES.get(found)
    if scale is None:
        raise NotSimple(f"its cells compare with {found}s")
    return _on_scale(scale(constants), found, constants)


def _other_than(texts: Sequence[str]) -> str:
    other = "another text"
    while other in texts:
        other += "!"
    return other


def _ordered_texts(texts: list[str]) -> list[str]:
    pieces = [""] if texts[0] else []
    for low, high in zip(texts, [*texts[1:], None], strict=True):
        pieces.append(low)
        after = [low + end for end in ("a", " ", "\0") if high is None or low + end < high]
        pieces += after[:1]
    return pieces


def _numbers(numbers: list[Decimal]) -> list[Decimal]:
    pieces: list[Any] = [numbers[0] - 1]
    for low, high in zip(numbers, [*numbers[1:], None], strict=True):
        pieces.append(low)
        pieces.append(low + 1 if high is None else _between(low, high))
    return pieces


def _between(low: Decimal, high: Decimal) -> Decimal:
    """A plain number strictly between the two, a whole one if there is one."""
    whole = Decimal(int(low) + (1 if low >= 0 or low == int(low) else 0))
    return whole if low < whole < high else (low + high) / 2


@dataclass(frozen=True, slots=True)
class Scale:
    """A kind whose values are whole numbers underneath; `steps` to a neighbouring example, the plainest first."""

    make: Callable[[int], Value]
    steps: tuple[int, ...]
    least: int | None = None
    most: int | None = None


_TIME_STEPS = (3600 * NANOS_PER_SECOND, 60 * NANOS_PER_SECOND, NANOS_PER_SECOND, 1)
_DAY_STEPS = (NANOS_PER_DAY, *_TIME_STEPS)


def _time_scale(constants: list[Value]) -> Scale:
    if any(value.tzinfo is not None for value in constants):
        raise NotSimple("its cells compare with times of time zones")
    return Scale(lambda nanos: make_time(nanos, None), _TIME_STEPS, 0, NANOS_PER_DAY - 1)


def _moment_scale(constants: list[Value]) -> Scale:
    zones = [moment(value).zone for value in constants]
    if None in zones and any(zone is not None for zone in zones):
        raise NotSimple("some of its cells name a time zone, others do not")
    zone = UTC if zones[0] else None
    return Scale(lambda nanos: make_datetime(Moment(*divmod(nanos, NANOS_PER_DAY), zone)), _DAY_STEPS)


_SCALES: dict[str, Callable[[list[Value]], Scale]] = {
    "date": lambda _: Scale(make_date, (1,)),
    "time": _time_scale,
    "date and time": _moment_scale,
    "days and time duration": lambda _: Scale(make_duration, _DAY_STEPS),
    "years and months duration": lambda _: Scale(YearsMonthsDuration, (1,)),
}


def _on_scale(scale: Scale, found: str, constants: list[Value]) -> list[Value]:
    points = {KEYS[found](value): value for value in constants}
    keys = sorted(points)
    pieces: list[Value] = _beside(scale, keys[0], -1)
    for low, high in zip(keys, [*keys[1:], None], strict=True):
        pieces.append(points[low])
        if high is None:
            pieces += _beside(scale, low, 1)
        else:
            pieces += [scale.make(low + step) for step in scale.steps if low + step < high][:1]
    return pieces


def _beside(scale: Scale, key: int, sign: int) -> list[Value]:
    """The plainest value before the first or after the last constant; none where the kind ends there."""
    for step in scale.steps:
        other = key + sign * step
        if (scale.least is None or other >= scale.least) and (scale.most is None or other <= scale.most):
            try:
                return [scale.make(other)]
            except Failure:  # the calendar ends
                continue
    return []
