"""How a built-in function is declared: its FEEL name and signatures in one line, its work in one Python function."""

from collections.abc import Callable
from typing import TypeVar

from engine.dmn.feel.functions import BuiltIn, Parameter, Signature
from engine.dmn.feel.values import Value

F = TypeVar("F", bound=Callable[..., Value])

_DURATION = frozenset(["days and time duration", "years and months duration"])
_SHORT: dict[str, frozenset[str]] = {
    "any": frozenset(),
    "datetime": frozenset(["date and time"]),
    "days": frozenset(["days and time duration"]),
    "months": frozenset(["years and months duration"]),
    "duration": _DURATION,
}


class Library:
    """Collects the functions of one family."""

    def __init__(self) -> None:
        self.functions: dict[str, tuple[Signature, ...]] = {}

    def function(self, name: str, *signatures: str) -> Callable[[F], F]:
        """Declare a function.

        A signature lists `name: kind|kind`, separated by commas. `name?` may be left out, `kind?` may be null,
        `kind...` takes all arguments as one list. The Python function gets the Run first.
        """

        def register(body: F) -> F:
            declared = tuple(_signature(text, body) for text in signatures or ("",))
            self.functions[name] = self.functions.get(name, ()) + declared
            return body

        return register

    def built_ins(self) -> dict[str, BuiltIn]:
        return {name: BuiltIn(name, signatures) for name, signatures in self.functions.items()}


def _signature(text: str, body: Callable[..., Value]) -> Signature:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return Signature(tuple(_parameter(part) for part in parts), text.endswith("..."), body)


def _parameter(text: str) -> Parameter:
    name, kinds = (part.strip() for part in text.removesuffix("...").split(":"))
    is_nullable = kinds.endswith("?")
    taken: frozenset[str] = frozenset()
    for part in kinds.removesuffix("?").split("|"):
        taken |= _SHORT.get(part, frozenset([part]))
    return Parameter(name.removesuffix("?"), taken, name.endswith("?"), is_nullable)
