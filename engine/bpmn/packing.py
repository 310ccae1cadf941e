"""Packs each number, list and context of an execution once, however often its state is saved."""

from decimal import Decimal
from typing import Any

from engine.bpmn import codec
from engine.errors import InvalidInput

_LARGE_BYTES = 256


class PackedValues:
    """Bytes of lists and contexts, and numbers in their stored form, by identity.

    It holds on to each value, so that its identity stays taken.
    This stands on the rule that FEEL values never change in place; a changed variable is another object.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Any]] = {}
        self._used: dict[int, tuple[Any, Any]] = {}
        # The large values of the state that is being written, by identity, in the order in which they are packed.
        self._shared: dict[int, int] = {}

    def begin(self) -> None:
        """A new state is written."""
        self._shared = {}

    def embedded(self, value: Any) -> Any:
        """`value` in the form that packs quickest; a large one in full the first time, then as the same again.

        Calls have to come in the order in which their results are packed.
        """
        kind = type(value)
        if kind is not dict and kind is not list:
            return self._number(value) if kind is Decimal else value
        key = id(value)
        entry = self._known.get(key)
        if entry is None:
            entry = self._known[key] = (value, codec.pack(value))
        self._used[key] = entry
        if len(entry[1]) < _LARGE_BYTES:
            return codec.embed(entry[1])
        number = self._shared.get(key)
        if number is not None:
            return codec.again(number)
        self._shared[key] = len(self._shared)
        return codec.embed_shared(entry[1])

    def _number(self, value: Decimal) -> Any:
        key = id(value)
        entry = self._known.get(key)
        if entry is None:
            entry = self._known[key] = (value, codec.number(value))
        self._used[key] = entry
        return entry[1]

    def takes(self, value: Any) -> bool:
        """Whether `value` can be saved: everything but functions and what lies outside of the calendar."""
        if codec.is_scalar(value):
            return True
        if id(value) not in self._known:
            try:
                self._known[id(value)] = (value, codec.pack(value))
            except InvalidInput:
                return False
        return True

    def learn(self, value: Any, packed: bytes) -> None:
        """Remember the bytes that `value` was read from."""
        self._known[id(value)] = (value, packed)

    def forget_unused(self) -> None:
        """Let go of every value that was not asked for since the last call."""
        self._known, self._used = self._used, {}
