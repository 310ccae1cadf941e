"""What is to happen in a run: returns with their amounts, and the effects that each must have once."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

POST, POST_KEYED = "post", "post_keyed"
# The effects that a return has besides those of its lines, with their operation.
LINES = {"label": POST, "expect": POST_KEYED, "bell": POST, "credit": POST, "fee": POST, "notice": POST_KEYED}
EARLY, IN_TIME, LATE = "early", "in time", "late"

PICK, PACK = "pick", "pack"  # of each line of the goods
MOST_LINES = 8

Identity = tuple[str, str, str]  # return, operation, line


@dataclass(frozen=True)
class Return:
    """Return number `number` of a run; everything about it follows from the seed."""

    number: int
    postage: Decimal
    amount: Decimal
    fee: Decimal
    goods: str
    lines: tuple[Decimal, ...]

    @property
    def return_no(self) -> str:
        return f"R-{self.number}"

    @property
    def variables(self) -> dict[str, object]:
        money = {name: float(getattr(self, name)) for name in ("postage", "amount", "fee")}
        lines = [{"no": str(no), "amount": float(amount)} for no, amount in enumerate(self.lines, start=1)]
        return {"return_no": self.return_no, "lines": lines, **money}

    def effects(self) -> Iterator[tuple[Identity, Decimal]]:
        """Every effect of the return with its amount."""
        amounts = {"label": self.postage, "credit": self.amount, "fee": self.fee}
        for line, operation in LINES.items():
            yield (self.return_no, operation, line), amounts.get(line, Decimal(0))
        for no, amount in enumerate(self.lines, start=1):
            yield (self.return_no, POST_KEYED, f"{PICK} {no}"), Decimal(0)
            yield (self.return_no, POST, f"{PACK} {no}"), amount


def make(seed: int, number: int, most_lines: int = MOST_LINES) -> Return:
    """Return `number` of the run with this seed."""
    source = random.Random(f"{seed}:{number}")
    cents = [Decimal(source.randrange(100, most)) / 100 for most in (2_000, 200_000, 5_000)]
    goods = source.choice((EARLY, IN_TIME, LATE))
    lines = tuple(Decimal(source.randrange(100, 10_000)) / 100 for _ in range(source.randint(1, most_lines)))
    return Return(number, *cents, goods, lines)


def bell_effect(number: int) -> Identity:
    """The effect of bell `number`."""
    return (f"B-{number}", POST, "ring")
