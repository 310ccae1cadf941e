"""Column types of the returns room: exact money."""

from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import BigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_UNITS = Decimal(10_000)


class Amount(TypeDecorator[Decimal]):
    """A decimal amount, kept as whole ten-thousandths: exact on every database, and it sorts as a number.

    SQLite has no decimal type; its NUMERIC is a binary float.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else int((value * _UNITS).to_integral_value(ROUND_HALF_UP))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        if value is None:
            return None
        amount = Decimal(value) / _UNITS
        cents = amount.quantize(Decimal("0.01"))
        return cents if cents == amount else amount
