"""The numbers of FEEL: decimal128 of IEEE 754-2008, 34 digits, rounded half even (DMN 1.5, 10.3.2.3.1)."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Final

DECIMAL: Final = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)


def is_whole(number: Decimal | int) -> bool:
    """Whether there is no fraction; exact for any number of digits, which `%` in Python's own context is not."""
    return number == int(number)
