"""One page of a list, continued by cursor."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MAX_LIMIT = 200


@dataclass(frozen=True)
class Page(Generic[T]):
    """`items` of one page; `next_cursor` continues the list, None at its end; `total` counts all pages."""

    items: tuple[T, ...]
    next_cursor: str | None
    total: int
