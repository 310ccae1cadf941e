"""A view's own cap on the size of the request body, where the general one is too small or too large."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "__returnflow_max_bytes__"


def accepts_up_to(max_bytes: int) -> Callable[[View], View]:
    """Mark a view: its body may have `max_bytes`; more is answered with 413 before it is read."""

    def mark(view: View) -> View:
        setattr(view, _MARK, max_bytes)
        return view

    return mark


def apply(view: Callable[..., Any]) -> None:
    """Put the cap of `view` in force for this request; called before anything reads the body."""
    max_bytes = getattr(view, _MARK, None)
    if max_bytes is not None:
        request.max_content_length = max_bytes
        request.max_form_memory_size = max_bytes
