"""Compiles the files of a bundle once per process and keeps the result: a bundle never changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from sqlalchemy import Connection

from engine import bpmn, dmn, lint
from engine.bpmn import schema
from engine.dmn.check import check
from engine.errors import InvalidModel, NotFound, Problem
from engine.lint import OperationFacts
from engine.runtime import forms
from engine.runtime.decisions import Decisions
from engine.runtime.forms import Form
from engine.store import bundles as rows

FileKind = Literal["bpmn", "dmn", "form"]
Operations = Mapping[tuple[str, str], OperationFacts]
MAX_COMPILED = 64

T = TypeVar("T")


@dataclass(frozen=True)
class File:
    """One file of a bundle; `name` is unique within its kind."""

    kind: FileKind
    name: str
    content: bytes


@dataclass(frozen=True)
class CompiledBundle:
    """Everything that executing an instance needs, shared by all instances of the bundle."""

    model: bpmn.Model
    decisions: Decisions
    decision_models: Mapping[str, dmn.DecisionModel]
    forms: Mapping[str, Form]

    def form(self, key: str) -> Form:
        if key not in self.forms:
            raise NotFound(f"there is no form {key!r} in this bundle; it has: {', '.join(sorted(self.forms))}")
        return self.forms[key]


# By content, so that two databases of one process share what is equal and never mix up their row ids.
_compiled: OrderedDict[str, CompiledBundle] = OrderedDict()
_lock = threading.Lock()


def compiled(conn: Connection, bundle_id: int) -> CompiledBundle:
    """The compiled bundle, from memory when this process has it."""
    digest = rows.hash_of(conn, bundle_id)
    if digest is None:
        raise NotFound(f"there is no bundle {bundle_id}")
    with _lock:
        if digest in _compiled:
            _compiled.move_to_end(digest)
            return _compiled[digest]
    stored = [File(row.kind, row.name, row.bytes) for row in rows.files(conn, bundle_id)]
    built, _ = build(stored, is_new=False)
    with _lock:
        _compiled[digest] = built
        if len(_compiled) > MAX_COMPILED:
            _compiled.popitem(last=False)
    return built


def build(
    files: Sequence[File],
    *,
    operations: Operations | None = None,
    start: Collection[str] = (),
    is_new: bool = True,
    is_complete: bool = True,
) -> tuple[CompiledBundle, tuple[Problem, ...]]:
    """Compile `files`; returns the bundle and its warnings, raises InvalidModel with ALL problems of all files.

    `operations` is what is known of each (connector, operation), None leaves them unchecked; `start` are variables
    that processes are started with. Without `is_complete` there may be forms and decisions elsewhere if `files` has
    none. A bundle that is not new was judged when it was deployed: of it only what cannot
    run at all is a problem, so that a new rule never stops what runs already.
    """
    problems: list[Problem] = []
    by_key = {form.key: form for form in _read_each(files, "form", forms.read, problems).values()}
    models = dmn.load_all({file.name: file.content for file in files if file.kind == "dmn"}, problems)
    if is_new:
        problems += _findings(models)
    decisions = Decisions(models.items())
    problems += decisions.problems
    diagrams = {file.name: file.content for file in files if file.kind == "bpmn"}
    examined = bpmn.examine(diagrams) if diagrams or is_complete else bpmn.Examination(bpmn.Model({}))
    problems += examined.problems
    if is_new:
        problems += [found for name, content in diagrams.items() for found in schema.problems(content, name)]
        fields = {key: form.fields for key, form in by_key.items()} if is_complete or by_key else None
        refs = {*decisions.ids, *decisions.names()} if is_complete or models else None
        problems += lint.check(examined.model, forms=fields, decisions=refs, operations=operations, start=start)
    problems = _each_once(problems)
    if any(problem.severity == "error" for problem in problems):
        raise InvalidModel(problems)
    if is_new:
        _ = examined.model.definitions  # what cannot be built is refused now, not when the first instance starts
    return CompiledBundle(examined.model, decisions, models, by_key), tuple(problems)


def _each_once(problems: Iterable[Problem]) -> list[Problem]:
    """What reading and linting both found is told once, by whoever has a quick fix for it."""
    found: dict[tuple[str, str | None, str | None], Problem] = {}
    rest: list[Problem] = []
    for problem in problems:
        place = (problem.rule, problem.file, problem.element_id)
        known = found.get(place)
        if known is None:
            found[place] = problem
        elif known.message != problem.message:
            rest.append(problem)
        elif known.fix is None:
            found[place] = problem
    return [*found.values(), *rest]


def _findings(models: Mapping[str, dmn.DecisionModel]) -> Iterator[Problem]:
    """What the decisions say that they cannot mean: gaps, overlaps, unknown names, types."""
    for file, model in models.items():
        for problem in check(model):
            yield replace(problem, file=file)


def _read_each(
    files: Sequence[File], kind: FileKind, read: Callable[[str, bytes], T], problems: list[Problem]
) -> dict[str, T]:
    found: dict[str, T] = {}
    for file in files:
        if file.kind == kind:
            try:
                found[file.name] = read(file.name, file.content)
            except InvalidModel as error:
                problems += error.problems
    return found
