"""What an execution needs of the decisions of a bundle."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Evaluated(Protocol):
    """The outcome of a decision: its value, why a part of it is null, and the rules that matched."""

    @property
    def value(self) -> Any: ...
    @property
    def problems(self) -> Sequence[Any]: ...
    @property
    def rules(self) -> Sequence[Any]: ...


class Decisions(Protocol):
    """Evaluates a decision by id or name; raises an EngineError if there is none such or it cannot be evaluated."""

    def evaluate(self, ref: str, context: Mapping[str, Any], /) -> Evaluated: ...

    def basis(self, ref: str, context: Mapping[str, Any], /) -> Mapping[str, Any]:
        """What the history keeps, beside the outcome, so that the evaluation can be repeated."""
