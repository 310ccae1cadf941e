"""Marks on views that say who may call them; `guard` refuses every view without a mark."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from designer.identity import policy

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "__returnflow_access__"


@dataclass(frozen=True)
class Access:
    """The rule of one view: open to the world, to anybody signed in (`action` None), or to those who may `action`.

    `has_own_check`: nobody is signed in there, the view asks for a secret of its own.
    """

    is_public: bool = False
    action: str | None = None
    has_own_check: bool = False


def requires(action: str) -> Callable[[View], View]:
    """Mark a view: the caller must be allowed `action`, which the policy must know (LookupError)."""
    if action not in policy.ACTIONS:
        raise LookupError(f"expected an action of identity.policy.ACTIONS, found {action!r}: add it there first")
    return _marked(Access(action=action))


def signed_in(view: View) -> View:
    """Mark a view: anybody who is signed in may call it; the view itself checks what the caller may see."""
    return _marked(Access())(view)


def public(view: View) -> View:
    """Mark a view: the world may call it. Below /api it must not act on the strength of a session cookie."""
    return _marked(Access(is_public=True))(view)


def program(view: View) -> View:
    """Mark a view for a program that is no user: the view itself checks who calls, a bearer token is not looked up."""
    return _marked(Access(is_public=True, has_own_check=True))(view)


def _marked(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _MARK, access)
        return view

    return mark


def access_of(view: Callable[..., Any]) -> Access | None:
    """The rule that a view was marked with, or None."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Access) else None
