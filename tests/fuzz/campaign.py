"""A whole run: so many expressions and files from one seed, and what was found."""

import gc
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.fuzz.grammar import Writer
from tests.fuzz.judge import SCOPE, Finding, judge, try_expression, try_model
from tests.fuzz.models import Maker
from tests.fuzz.mutation import mutated_bytes, mutated_tokens
from tests.fuzz.seeds import ORDINARY, hostile


@dataclass
class Campaign:
    """Counts items and keeps findings; the same seed gives the same items."""

    seed: int
    findings: list[Finding] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_item: str | bytes = ""
    judged: Callable[[str | bytes], None] = lambda _item: None

    def expressions(self, count: int) -> None:
        """Try that many expressions."""
        rng = random.Random(self.seed)  # noqa: S311 (repeatable on purpose)
        with _old_objects_aside():
            for text in _expressions(rng, count):
                kind = "unary" if rng.random() < 0.2 else "expression"
                names = tuple(SCOPE) if rng.random() < 0.6 else None
                self._judge("expressions", text, try_expression(text, kind, names))

    def models(self, count: int) -> None:
        """Try that many DMN files."""
        rng = random.Random(self.seed)  # noqa: S311
        maker = Maker(rng)
        with _old_objects_aside():
            for _ in range(count):
                gc.collect()  # what the files before left behind is not this one's work
                xml = maker.model()
                self._judge("models", xml, try_model(xml))

    def _judge(self, kind: str, item: str | bytes, steps: Iterator[str | None]) -> None:
        def note(seconds: float) -> None:
            if seconds > self.slowest:
                self.slowest, self.slowest_item = seconds, item

        self.tried[kind] += 1
        self.judged(item)
        finding = judge(item, steps, note)
        if finding:
            self.findings.append(finding)


@contextmanager
def _old_objects_aside() -> Iterator[None]:
    """Collections look only at what is made from now on, not each time at all that a long test run has loaded."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _expressions(rng: random.Random, count: int) -> Iterator[str]:
    writer = Writer(rng)
    for _ in range(count):
        text = _fresh(rng, writer)
        match rng.randrange(5):
            case 0 | 1:
                yield text
            case 2 | 3:
                yield mutated_tokens(rng, text, ORDINARY)
            case _:
                yield mutated_bytes(rng, text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogateescape")


def _fresh(rng: random.Random, writer: Writer) -> str:
    share = rng.random()
    if share < 0.25:
        return rng.choice(ORDINARY)
    if share < 0.33:
        return hostile(rng)
    return writer.expression() if share < 0.85 else writer.unary()
