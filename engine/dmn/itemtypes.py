"""Turns item definitions into FEEL types, allowed values included (DMN 1.5, 7.3.3)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from engine.dmn.feel.expression import Expression
from engine.dmn.feel.run import Frame, Run
from engine.dmn.feel.types import ANY, BUILT_IN, Check, Type
from engine.dmn.feel.values import Value
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
        base = _restricted(self._shape(item), self._check(item.allowed, item.place), item.name)
        if item.is_collection:
            base = Type("list", base, label=item.name)
        return _restricted(base, self._check(item.constraint, item.place), item.name)

    def _shape(self, item: ItemDefinition) -> Type:
        if item.components:
            return self._composed(item)
        if item.function is not None:
            parameters, result = item.function
            types = tuple(self._named(name, item.place) if name else ANY for name in parameters)
            return Type("function", parameters=types, result=self._named(result, item.place) if result else ANY)
        return self._named(item.type_ref, item.place) if item.type_ref else ANY

    def _composed(self, item: ItemDefinition) -> Type:
        """A context; a test that reads the components beside its own is one of the whole (7.3.3)."""
        names = frozenset(component.name for component in item.components)
        entries: dict[str, Type] = {}
        tests: list[Check] = []
        for component in item.components:
            allowed = self._check(component.allowed, component.place, names)
            constraint = self._check(component.constraint, component.place, names)
            part = component
            if allowed and _reads(allowed, names):
                tests.append(_beside(component.name, allowed, each=component.is_collection))
                part = replace(part, allowed=None)
            if constraint and _reads(constraint, names):
                tests.append(_beside(component.name, constraint, each=False))
                part = replace(part, constraint=None)
            entries[component.name] = self._type(part)
        whole = Type("context", entries=entries, label=item.name)
        return reduce(lambda base, test: _narrowed(base, test, item.name), tests, whole)

    def _check(self, text: str | None, at: Place, beside: frozenset[str] = frozenset()) -> Expression | None:
        if not text or not text.strip():
            return None
        return self.workshop.expression(text, beside | {"?"}, at, "unary")


def _reads(test: Expression, names: frozenset[str]) -> bool:
    return not names.isdisjoint(test.names | test.filter_names)


def _beside(name: str, test: Expression, *, each: bool) -> Check:
    """A test of one component, or of each of its items, with the other components in scope."""

    def check(whole: Value, run: Run) -> bool:
        part = whole[name]
        items = part if each and isinstance(part, list) else [part]
        return part is None or all(test.test(item, Frame(whole, run)) is True for item in items)

    return check


def _restricted(base: Type, test: Expression | None, label: str) -> Type:
    return base if test is None else _narrowed(base, _allows(test), label)


def _narrowed(base: Type, now: Check, label: str) -> Type:
    before = base.allowed
    allowed = now if before is None else _both(before, now)
    return Type(base.name, base.element, base.entries, allowed, base.parameters, base.result, label)


def _allows(test: Expression) -> Check:
    return lambda value, run: test.test(value, Frame({}, run)) is True


def _both(first: Check, second: Check) -> Check:
    return lambda value, run: first(value, run) and second(value, run)
