"""Refuses requirements that lead back to where they start (DMN 1.5, 6.2.1)."""

from collections.abc import Iterator, Mapping, Sequence

from engine.dmn import model
from engine.dmn.workshop import Workshop


def report_cycles(workshop: Workshop, definitions: model.Definitions) -> None:
    """A decision or knowledge model may not require itself over others; a knowledge model may call itself."""
    own = (None, definitions.namespace)
    elements = [e for e in definitions.elements if isinstance(e, model.Decision | model.KnowledgeModel)]
    edges = {
        element.id: [reference.id for reference in _references(element) if reference.namespace in own]
        for element in elements
    }
    places = {element.id: element.place for element in elements}
    for cycle in _cycles(edges):
        chain = " > ".join([*cycle, cycle[0]])
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


def _cycles(edges: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """One cycle per strongly connected part, found without recursion."""
    cycles: list[list[str]] = []
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        pending: list[tuple[str, Iterator[str]]] = [(start, iter(edges[start]))] if start not in done else []
        if pending:
            path.append(start)
        while pending:
            current, following = pending[-1]
            target = next(following, None)
            if target is None:
                done.add(current)
                pending.pop()
                path.pop()
            elif target in path:
                cycles.append(path[path.index(target) :])
            elif target in edges and target not in done:
                pending.append((target, iter(edges[target])))
                path.append(target)
    return cycles
