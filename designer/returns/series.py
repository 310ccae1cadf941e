"""The number series of returns: 1001, 1002, ... without gaps."""

from sqlalchemy import Connection, insert, update
from sqlalchemy.exc import IntegrityError

from designer.returns.models import return_series

FIRST_NO = 1001
_NAME = "returns"


def next_no(conn: Connection) -> int:
    """The next number; a transaction that is rolled back gives its number back."""
    take = (
        update(return_series)
        .where(return_series.c.name == _NAME)
        .values(last_no=return_series.c.last_no + 1)
        .returning(return_series.c.last_no)
    )
    taken = conn.scalar(take)
    if taken is not None:
        return int(taken)
    try:
        with conn.begin_nested():
            conn.execute(insert(return_series).values(name=_NAME, last_no=FIRST_NO))
    except IntegrityError:
        # Another process made the row between our two statements.
        return int(conn.scalars(take).one())
    return FIRST_NO


def skip(conn: Connection, count: int) -> int:
    """Leave out `count` numbers, after a restore: they may have been given away; returns the next one, 0 if unused."""
    moved = (
        update(return_series)
        .where(return_series.c.name == _NAME)
        .values(last_no=return_series.c.last_no + count)
        .returning(return_series.c.last_no)
    )
    last = conn.execute(moved).scalar()
    return 0 if last is None else int(last) + 1
