"""Turns item definitions into FEEL types, allowed values included (DMN 1.5, 7.3.3)."""

from collections.abc import Iterable

from engine.dmn.feel.expression import Expression
from engine.dmn.feel.run import Frame
from engine.dmn.feel.types import ANY, BUILT_IN, Check, Type
from engine.dmn.model import ItemDefinition, Place
from engine.dmn.workshop import Workshop

_MAX_DEPTH = 50


def define_types(workshop: Workshop, items: Iterable[ItemDefinition]) -> None:
    """Add every item definition to the types of the workshop; a definition that refers to itself is a problem."""
    _Definer(workshop, items).define()


class _Definer:
    def __init__(self, workshop: Workshop, items: Iterable[ItemDefinition]) -> None:
        self.workshop = workshop
        self.items = {item.name: item for item in items}
        self.under_way: list[str] = []

    def define(self) -> None:
        for name in self.items:
            self._named(name, self.items[name].place)

    def _named(self, name: str, at: Place) -> Type:
        workshop = self.workshop
        if name in workshop.types:
            return workshop.types[name]
        if name in self.under_way:
            chain = " > ".join([*self.under_way, name])
            workshop.problem("dmn_type", f"expected types that do not contain themselves, found {chain}", at)
            return ANY
        if len(self.under_way) == _MAX_DEPTH:
            workshop.problem("dmn_type", f"expected at most {_MAX_DEPTH} types inside each other", at)
            return ANY
        if name in self.items:
            self.under_way.append(name)
            found = workshop.types[name] = self._type(self.items[name])
            self.under_way.pop()
            return found
        if name in BUILT_IN:
            return BUILT_IN[name]
        workshop.problem("dmn_type", f"expected the name of a type, found {name!r}", at, "define an item definition")
        return ANY

    def _type(self, item: ItemDefinition) -> Type:
        base = self._shape(item)
        label = item.name
        base = _restricted(base, self._check(item.allowed, item.place), label)
        if item.is_collection:
            base = Type("list", base, label=label)
        return _restricted(base, self._check(item.constraint, item.place), label)

    def _shape(self, item: ItemDefinition) -> Type:
        if item.components:
            entries = {component.name: self._type(component) for component in item.components}
            return Type("context", entries=entries, label=item.name)
        if item.function is not None:
            parameters, result = item.function
            types = tuple(self._named(name, item.place) if name else ANY for name in parameters)
            return Type("function", parameters=types, result=self._named(result, item.place) if result else ANY)
        return self._named(item.type_ref, item.place) if item.type_ref else ANY

    def _check(self, text: str | None, at: Place) -> Expression | None:
        if not text or not text.strip():
            return None
        return self.workshop.expression(text, frozenset(["?"]), at, "unary")


def _restricted(base: Type, test: Expression | None, label: str) -> Type:
    if test is None:
        return base
    before, now = base.allowed, _allows(test)
    allowed = now if before is None else _both(before, now)
    return Type(base.name, base.element, base.entries, allowed, base.parameters, base.result, label)


def _allows(test: Expression) -> Check:
    return lambda value, run: test.test(value, Frame({}, run)) is True


def _both(first: Check, second: Check) -> Check:
    return lambda value, run: first(value, run) and second(value, run)
