"""Several DMN files that import each other, loaded together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.dmn.decisions import DecisionModel, load
from engine.dmn.read import parse
from engine.errors import InvalidModel, Problem


def load_all(files: Mapping[str, bytes], problems: list[Problem]) -> dict[str, DecisionModel]:
    """The models by file name, each with those of the others that it imports by namespace.

    What is wrong with a file is appended to `problems`; files that import it are then left out as well.
    """
    library = _Library(files, problems)
    return {name: model for name in files if (model := library.model(name)) is not None}


class _Library:
    def __init__(self, files: Mapping[str, bytes], problems: list[Problem]) -> None:
        self._files = files
        self._problems = problems
        self._models: dict[str, DecisionModel | None] = {}
        self._imports: dict[str, tuple[str, ...]] = {}
        self._by_namespace: dict[str, str] = {}
        for name in files:
            self._look_at(name)

    def _look_at(self, name: str) -> None:
        """Note what the file is called by others and what it imports; a file that is no DMN is done with."""
        try:
            root = parse(self._files[name])
        except InvalidModel as error:
            self._refuse(name, error.problems)
            return
        imports = (str(element.get("namespace", "")).strip() for element in root.iterchildren("{*}import"))
        self._imports[name] = tuple(dict.fromkeys(imports))
        self._by_namespace.setdefault(str(root.get("namespace", "")).strip(), name)

    def _refuse(self, name: str, problems: Sequence[Problem]) -> None:
        self._problems.extend(replace(problem, file=problem.file or name) for problem in problems)
        self._models[name] = None

    def model(self, name: str, above: tuple[str, ...] = ()) -> DecisionModel | None:
        """The model of a file, loaded once; `above` are the files whose imports led here."""
        if name not in self._models:
            imported = self._imported(name, (*above, name))
            if imported is None:
                self._models[name] = None
            else:
                try:
                    self._models[name] = load(self._files[name], imported)
                except InvalidModel as error:
                    self._refuse(name, error.problems)
        return self._models[name]

    def _imported(self, name: str, above: tuple[str, ...]) -> list[DecisionModel] | None:
        """The models that a file imports; None if one of them cannot be had. `load` names those that are missing."""
        found: list[DecisionModel] = []
        for namespace in self._imports[name]:
            other = self._by_namespace.get(namespace)
            if other is None:
                continue
            if other in above:
                chain = " > ".join([*above, other])
                self._refuse(name, [Problem("dmn_import", f"expected imports without a cycle, found {chain}")])
                return None
            model = self.model(other, above)
            if model is None:
                return None
            found.append(model)
        return found
