"""The person or program on whose behalf something happens."""

from dataclasses import dataclass

from flask import g, has_request_context

from designer.errors import Forbidden, SignInRequired
from designer.identity import policy
from engine.priority import Priority


@dataclass(frozen=True)
class Actor:
    """Who acts: `roles` come from the user, `scopes` narrow them for an API token, `customer_id` ties to one customer.

    `is_system` marks the application itself (worker, demo, scenario), which the policy does not bind; `is_program`
    whoever came with an API token.
    """

    username: str
    roles: frozenset[str] = frozenset()
    customer_id: str | None = None
    name: str = ""
    scopes: frozenset[str] | None = None
    is_system: bool = False
    is_program: bool = False

    def may(self, action: str) -> bool:
        """Whether the policy lets this actor do `action`."""
        if self.is_system:
            return True
        if self.scopes is not None and action not in self.scopes:
            return False
        return policy.allows(self.roles, action)

    def require(self, action: str) -> None:
        """Raise Forbidden, naming the rule, unless this actor may do `action`."""
        if self.may(action):
            return
        if policy.allows(self.roles, action):
            raise Forbidden(f"{action} is not among the scopes of this token", code="scope_missing")
        raise Forbidden(f"{policy.explain(action)}; {self.username} has {', '.join(sorted(self.roles)) or 'no role'}")

    @property
    def priority(self) -> Priority:
        """How urgent what they begin is: a person waits for the next step, a program with a token does not."""
        return Priority.BULK if self.is_program or self.is_system else Priority.INTERACTIVE

    @property
    def groups(self) -> frozenset[str]:
        """The candidate groups of tasks that this actor belongs to: a group is a role's name."""
        return self.roles


SYSTEM = Actor("system", name="Returnflow", is_system=True)


def current_actor() -> Actor | None:
    """The actor of this request, or None when nobody is signed in or no request is being answered."""
    return g.get("actor") if has_request_context() else None


def signed_in_actor() -> Actor:
    """The actor of this request; raises SignInRequired when there is none."""
    actor = current_actor()
    if actor is None:
        raise SignInRequired("Sign in to go on.")
    return actor
