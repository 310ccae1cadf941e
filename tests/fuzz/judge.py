"""Judges one text or file: what may be raised, what a refusal must name, how long it may take."""

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from types import FrameType

from engine.dmn import feel, load
from engine.dmn.check import check
from engine.dmn.decisions import DecisionModel
from engine.dmn.feel.problems import FeelProblem, FeelSyntaxError
from engine.dmn.feel.values import kind
from engine.errors import EngineError, InvalidInput, InvalidModel, LimitExceeded

SECONDS = 1.0  # of this thread's processor time, so that a busy machine changes no verdict
_WATCHDOG_SECONDS = 20.0
_LINES = 20
_END = "no more steps"
_CHECKED_BYTES = 20_000  # the checks of tables have a time limit of their own

SCOPE = {
    "x": Decimal(7),
    "numbers": [Decimal(1), Decimal(2), Decimal(3), Decimal(4)],
    "people": [{"name": "x", "age": Decimal(20)}, {"name": "y", "age": None}, {}],
    "order total": Decimal("99.50"),
    "person": {"name": "z", "address": {"city": "w"}},
    "text": "foobar",
    "nothing": None,
    "?": Decimal(5),
    "day": feel.compile('@"2024-02-29"').evaluate({}),
    "f": feel.compile("function(a) a + 1").evaluate({}),
}
MEMBERS = ("name", "age", "address", "city", "b c")


class Hang(BaseException):
    """The watchdog's bark; no BaseException of the engine's, so nothing there catches it."""


@dataclass(frozen=True)
class Finding:
    """Something that must not be, and the text or file that shows it."""

    what: str
    item: str | bytes

    def __str__(self) -> str:
        shown = repr(self.item[:300]) + (f" ... {len(self.item)} in all" if len(self.item) > 300 else "")
        return f"{self.what}\n    {shown}"


@contextmanager
def watchdog() -> Iterator[None]:
    """Raise Hang in this thread after a time in which nothing may run; only the main thread can be watched."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def bark(_signal: int, frame: FrameType | None) -> None:
        places = []
        while frame is not None and len(places) < _LINES:
            places.append(f"{frame.f_code.co_filename.rpartition('/')[2]}:{frame.f_lineno}")
            frame = frame.f_back
        raise Hang(" < ".join(places))

    before = signal.signal(signal.SIGALRM, bark)
    signal.setitimer(signal.ITIMER_REAL, _WATCHDOG_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def judge(item: str | bytes, steps: Iterator[str | None], note: Callable[[float], None]) -> Finding | None:
    """The first thing that a step finds or raises, or that it took too long; `note` is told how long each step took."""
    try:
        while True:
            start = time.thread_time()
            with watchdog():
                found = next(steps, _END)
            seconds = time.thread_time() - start
            note(seconds)
            if seconds > SECONDS:
                return Finding(f"took {seconds:.2f} s", item)
            if found == _END:
                return None
            if found is not None:
                return Finding(found, item)
    except Hang as hang:
        return Finding(f"hang: {hang}", item)
    except Exception as error:  # noqa: BLE001 (any exception that gets here is the finding)
        return Finding(f"{type(error).__name__} leaks: {str(error)[:200]} at {_origin(error)}", item)


def _origin(error: BaseException) -> str:
    trace = error.__traceback__
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])


# -- expressions


def try_expression(text: str, kind_: str, names: Iterable[str] | None) -> Iterator[str | None]:
    """Compile and evaluate; each step gives what is wrong with its outcome, or None."""
    problems: list[FeelProblem] = []
    try:
        expression = feel.compile(text, kind_, names=names, members=MEMBERS)
        yield None
        value = expression.evaluate(SCOPE, problems)
        yield None
    except FeelSyntaxError as error:
        if error.position.line < 1 or error.position.column < 1 or "expected" not in str(error):
            yield f"a refusal without a position or reason: {error}"
    except LimitExceeded as error:
        if "limit" not in error.details or not {"line", "column"} <= error.details.keys():
            yield f"a limit without its name or a position: {error} {error.details}"
    else:
        yield _value_problem(value)
        yield from map(_problem_problem, problems)


def _value_problem(value: object) -> str | None:
    if kind(value) == "unknown":
        return f"no FEEL value: {type(value).__name__}"
    with suppress(InvalidInput):  # functions have no JSON form
        feel.to_json(value)
    return None


def _problem_problem(problem: FeelProblem) -> str | None:
    if problem.position.line < 1 or problem.position.column < 1 or not problem.message:
        return f"a null without position or reason: {problem}"
    return None


# -- models


def try_model(xml: bytes) -> Iterator[str | None]:
    """Load, check and evaluate all decisions; each step gives what is wrong with its outcome, or None."""
    try:
        model = load(xml)
    except InvalidModel as error:
        yield _refusal_problem(error)
    except LimitExceeded as error:
        yield None if "line" in error.details else f"a refused file without a line: {error}"
    else:
        yield None
        if len(xml) < _CHECKED_BYTES:
            check(model)
            yield None
        yield from _evaluate(model)


def _refusal_problem(error: InvalidModel) -> str | None:
    if not error.problems:
        return "a refusal without problems"
    for problem in error.problems:
        if not problem.element_id and not problem.line:
            return f"a problem without element or line: {problem}"
        if "expected" not in problem.message and "limit" not in problem.message:
            return f"a problem without what was expected: {problem}"
    return None


def _evaluate(model: DecisionModel) -> Iterator[str | None]:
    data = {data.variable: Decimal(3) for data in model.inputs.values()}
    for ref in list(model.decisions)[:20]:
        for context in (data, {}):
            try:
                evaluation = model.evaluate(ref, context, trace=True)
            except LimitExceeded as error:
                yield None if "limit" in error.details else f"a limit without its name: {error}"
            except EngineError as error:
                yield f"{type(error).__name__} in an evaluation: {error}"
            else:
                unknown = kind(evaluation.value) == "unknown"
                yield f"no FEEL value: {type(evaluation.value).__name__}" if unknown else None
