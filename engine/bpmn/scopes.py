"""Variable scopes by reference: process instances, sub-processes and loop instances, each around the next.

A local variable shadows one further out. Writing goes to the scope that holds the name, else to the nearest
process or sub-process. Values are FEEL values and never changed in place, so they are shared, not copied.
"""

from collections.abc import Iterator, Mapping
from typing import Any


class Scope(Mapping[str, Any]):
    """Variables seen from one place: its own, then those of the scopes around it."""

    __slots__ = ("is_frozen", "is_local", "outer", "variables")

    def __init__(
        self,
        variables: dict[str, Any],
        outer: "Scope | None" = None,
        *,
        is_local: bool = False,
        is_frozen: bool = False,
    ) -> None:
        """`is_local` takes no new names from inside (a loop instance), `is_frozen` none at all (what was passed in)."""
        self.variables = variables
        self.outer = outer
        self.is_local = is_local
        self.is_frozen = is_frozen

    def __getitem__(self, name: str) -> Any:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.variables:
                return scope.variables[name]
            scope = scope.outer
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.variables:
                return True
            scope = scope.outer
        return False

    def __iter__(self) -> Iterator[str]:
        return iter(self.flatten())

    def __len__(self) -> int:
        return len(self.flatten())

    def flatten(self) -> dict[str, Any]:
        """Everything visible here, in one new dict."""
        if self.outer is None:
            return dict(self.variables)
        return self.outer.flatten() | self.variables

    @property
    def view(self) -> Mapping[str, Any]:
        """The quickest mapping with the same content; read only."""
        return self.variables if self.outer is None else self

    def assign(self, name: str, value: Any) -> None:
        """Write `name` where it lives, else in the nearest scope that takes new names.

        What was passed into a called process is written to the scope of that process.
        """
        home: Scope | None = None
        scope: Scope | None = self
        inside = self
        while scope is not None:
            if scope.is_frozen:
                home = inside if name in scope.variables else home
                break
            if name in scope.variables:
                scope.variables[name] = value
                return
            if home is None and not scope.is_local:
                home = scope
            inside, scope = scope, scope.outer
        (self if home is None else home).variables[name] = value
