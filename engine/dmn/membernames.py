"""The names of entries that a model's expressions may read after a dot."""

from collections.abc import Iterator
from typing import Any

from engine.dmn import model


def member_names(definitions: model.Definitions) -> Iterator[str]:
    """All names of components, boxed entries, columns and elements; the parser must know those with spaces or signs."""
    pending = list(definitions.items)
    while pending:
        item = pending.pop()
        yield item.name
        pending.extend(item.components)
    yield from (element.variable for element in definitions.elements)
    for decision in definitions.decisions:
        yield from _boxed_names(decision.logic)
    for knowledge in definitions.knowledge_models:
        yield from _boxed_names(knowledge.function)


def _boxed_names(boxed: Any) -> Iterator[str]:
    match boxed:
        case model.BoxedContext():
            for entry in boxed.entries:
                if entry.name:
                    yield entry.name
                yield from _boxed_names(entry.value)
        case model.Relation():
            yield from boxed.columns
        case model.DecisionTable():
            yield from (column.name for column in boxed.outputs if column.name)
        case model.FunctionDefinition():
            yield from _boxed_names(boxed.body)
        case model.BoxedList():
            for item in boxed.items:
                yield from _boxed_names(item)
        case model.Iterator() | model.BoxedFilter():
            yield from _boxed_names(boxed.source)
        case model.Invocation():
            for _, value in boxed.bindings:
                yield from _boxed_names(value)
