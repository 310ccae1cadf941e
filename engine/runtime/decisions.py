"""The decisions of one bundle under one roof: every decision of every DMN file, by id or by unique name."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.dmn import DecisionModel, Evaluation
from engine.errors import NotFound, Problem


class Decisions:
    """Finds the model that holds a decision and evaluates it there."""

    def __init__(self, models: Iterable[tuple[str, DecisionModel]]) -> None:
        """`models` are (file name, model) pairs."""
        self._models: dict[str, DecisionModel] = {}
        self._files: dict[str, str] = {}
        self._names: dict[str, list[str]] = {}
        self.problems: list[Problem] = []
        for file, model in models:
            for decision_id, decision in model.decisions.items():
                self._add(file, model, decision_id, decision.name)
        self._unique = self.names()

    def _add(self, file: str, model: DecisionModel, decision_id: str, name: str) -> None:
        if decision_id in self._models:
            self.problems.append(
                Problem(
                    "duplicate-decision",
                    f"decision id {decision_id!r} stands in more than one DMN file",
                    hint="rename one of them; ids are unique within a bundle",
                    element_id=decision_id,
                    file=file,
                )
            )
            return
        self._models[decision_id] = model
        self._files[decision_id] = file
        self._names.setdefault(name, []).append(decision_id)

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(self._models)

    def names(self) -> Mapping[str, str]:
        """Decision id by unique name."""
        return {name: ids[0] for name, ids in self._names.items() if len(ids) == 1}

    def evaluate(
        self, ref: str, context: Mapping[str, Any], *, trace: bool = False, strict: bool = False
    ) -> Evaluation:
        """Evaluate decision `ref` (id, else unique name); NotFound names the ones there are."""
        model, decision_id = self.find(ref)
        return model.evaluate(decision_id, context, trace=trace, strict=strict)

    def basis(self, ref: str, context: Mapping[str, Any]) -> dict[str, Any]:
        """What to keep of an evaluation, so that it can be repeated: {decision_id, decision_name, model, inputs}.

        `model` is {id, name, hash}, `inputs` the part of `context` that the decision may read.
        """
        model, decision_id = self.find(ref)
        return {
            "decision_id": decision_id,
            "decision_name": model.decisions[decision_id].name,
            "model": {"id": model.id, "name": model.name, "hash": model.hash},
            "inputs": model.basis(decision_id, context),
        }

    def find(self, ref: str) -> tuple[DecisionModel, str]:
        """The model that holds decision `ref`, and the decision's id there."""
        decision_id = ref if ref in self._models else self._unique.get(ref)
        if decision_id is None:
            known = ", ".join(sorted(self._models)) or "none"
            raise NotFound(f"there is no decision {ref!r} in this bundle; it has: {known}")
        return self._models[decision_id], decision_id

    def file_of(self, decision_id: str) -> str:
        """The name of the file that holds a decision."""
        return self._files[decision_id]
