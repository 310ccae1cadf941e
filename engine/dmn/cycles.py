"""Refuses requirements that lead back to where they start (DMN 1.5, 6.2.1)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from engine.dmn import model
from engine.dmn.workshop import Workshop

_MAX_CYCLES = 20
_MAX_SHOWN = 20  # elements of one


def report_cycles(workshop: Workshop, definitions: model.Definitions) -> None:
    """A decision or knowledge model may not require itself over others; a knowledge model may call itself."""
    own = (None, definitions.namespace)
    elements = [e for e in definitions.elements if isinstance(e, model.Decision | model.KnowledgeModel)]
    edges = {
        element.id: [reference.id for reference in _references(element) if reference.namespace in own]
        for element in elements
    }
    places = {element.id: element.place for element in elements}
    for cycle in islice(_cycles(edges), _MAX_CYCLES):
        shown = cycle if len(cycle) <= _MAX_SHOWN else [*cycle[:_MAX_SHOWN], "..."]
        chain = " > ".join([*shown, cycle[0]])
        workshop.problem(
            "dmn_cycle",
            f"expected requirements without a cycle, found {chain}",
            places[cycle[0]],
            "remove one of them",
        )


def _references(element: model.Decision | model.KnowledgeModel) -> tuple[model.Reference, ...]:
    if isinstance(element, model.Decision):
        return (*element.requires, *element.knowledge)
    return tuple(reference for reference in element.knowledge if reference.id != element.id)


def _cycles(edges: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Every requirement that leads back, with the way from where it leads, found without recursion."""
    done: set[str] = set()
    for start in edges:
        path: dict[str, None] = {}
        pending: list[tuple[str, Iterator[str]]] = [(start, iter(edges[start]))] if start not in done else []
        if pending:
            path[start] = None
        while pending:
            current, following = pending[-1]
            target = next(following, None)
            if target is None:
                done.add(current)
                pending.pop()
                path.popitem()
            elif target in path:
                way = list(path)
                yield way[way.index(target) :]
            elif target in edges and target not in done:
                pending.append((target, iter(edges[target])))
                path[target] = None
