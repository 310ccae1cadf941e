"""Reads data objects, properties, ioSpecification and data associations as variables (BPMN 2.0.2, 10.4).

A data element is a variable under its name where that is one word, else under its id. A data store that an association
leads to or from is one too, as long as the activity lasts: read when it begins, written when it is done.
"""

import re
from collections.abc import Iterator
from typing import Any

from engine.bpmn import limits
from engine.bpmn.elements import Assignment, Data
from engine.bpmn.extensions import Report
from engine.bpmn.reading.markup import is_bpmn, is_true, local, tag, text

_HOLDERS = frozenset({"dataObject", "property", "dataInput", "dataOutput", "inputDataItem", "outputDataItem"})
# What the bpmn.io modeler writes where a data association must point somewhere: a drawing, no data.
_PLACEHOLDER = "__targetRef_placeholder"
_WORD = re.compile(r"[^\W\d]\w*")


class DataNames:
    """The variable that each data element of a process stands for, by id."""

    def __init__(self, process: Any) -> None:
        self.by_id: dict[str, str] = {}
        # Data stores by their reference: the variable, and the name under which all instances know the store.
        self.stores: dict[str, tuple[str, str]] = {}
        references: list[tuple[str, str, str]] = []
        for node in process.iter():
            if not is_bpmn(node) or not node.get("id"):
                continue
            kind = local(node)
            if kind in _HOLDERS and node.get("name") != _PLACEHOLDER:
                self.by_id[node.get("id")] = variable_name(node)
            elif kind == "dataObjectReference":
                references.append((node.get("id"), node.get("dataObjectRef", ""), node.get("name", "")))
            elif kind == "dataStoreReference":
                self.stores[node.get("id")] = (variable_name(node), _store_name(node))
        for _, target, name in references:
            # Modelers write the name on the reference and leave the object itself without one.
            if name and _WORD.fullmatch(name.strip()) and self.by_id.get(target) in (None, _as_word(target)):
                self.by_id[target] = name.strip()
        for reference, target, _ in references:
            self.by_id[reference] = self.by_id.get(target) or _as_word(reference)

    def of(self, ref: str | None) -> str | None:
        """The variable of the data element `ref`; None for stores, placeholders and what is not there."""
        return self.by_id.get(ref or "")


def variable_name(node: Any) -> str:
    name = (node.get("name") or "").strip()
    return name if _WORD.fullmatch(name) else _as_word(node.get("id"))


def _as_word(element_id: str) -> str:
    word = re.sub(r"\W", "_", element_id)
    return word if _WORD.fullmatch(word) else f"_{word}"


def held_by(container: Any, names: DataNames) -> tuple[str, ...]:
    """The variables that a process or sub-process declares: its data objects and properties."""
    declared = (node for kind in ("dataObject", "property") for node in container.iterchildren(tag(kind)))
    return tuple(dict.fromkeys(name for node in declared if (name := names.of(node.get("id")))))


def collections_in(container: Any, names: DataNames) -> tuple[str, ...]:
    """Those of the variables of `container` that are collections of items."""
    declared = [node for node in container.iterchildren(tag("dataObject")) if is_true(node, "isCollection")]
    return tuple(name for node in declared if (name := names.of(node.get("id"))))


def read_data(node: Any, names: DataNames, report: Report) -> Data:
    """The data of the activity or event `node`."""
    io = node.find(tag("ioSpecification"))
    holders = [] if io is None else [*io.iterchildren(tag("dataInput")), *io.iterchildren(tag("dataOutput"))]
    # Events have theirs without an ioSpecification around them; what one caught is handed out from its result.
    holders += [*node.iterchildren(tag("dataInput")), *node.iterchildren(tag("property"))]
    kept = tuple(dict.fromkeys(name for holder in holders if (name := names.of(holder.get("id")))))
    inputs = tuple(one for child in node.iterchildren(tag("dataInputAssociation")) for one in _reads(child, names))
    outputs = tuple(
        one for child in node.iterchildren(tag("dataOutputAssociation")) for one in _writes(child, node, names, report)
    )
    reads = tuple(one for child in node.iterchildren(tag("dataInputAssociation")) for one in _from_store(child, names))
    writes = tuple(one for child in node.iterchildren(tag("dataOutputAssociation")) for one in _to_store(child, names))
    variables = [one.name for one in reads] + [one.value.removeprefix("=") for one in writes if _is_name(one.value)]
    return Data(inputs, outputs, tuple(dict.fromkeys([*kept, *variables])), reads, writes)


def _from_store(association: Any, names: DataNames) -> Iterator[Assignment]:
    """What an association brings from a data store: to the data input it leads to, else to the store's variable."""
    for source in association.iterchildren(tag("sourceRef")):
        if text(source) in names.stores:
            variable, store = names.stores[text(source) or ""]
            yield Assignment(names.of(text(association.find(tag("targetRef")))) or variable, store)


def _to_store(association: Any, names: DataNames) -> Iterator[Assignment]:
    """What an association takes to a data store: the data output it comes from, else the store's variable."""
    target = text(association.find(tag("targetRef"))) or ""
    if target in names.stores:
        variable, store = names.stores[target]
        yield Assignment(store, _value(association, names) or f"={variable}")


def _is_name(value: str) -> bool:
    return _WORD.fullmatch(value.removeprefix("=")) is not None


def _store_name(reference: Any) -> str:
    """The name of the data store that a reference stands for; without one, the reference's own."""
    wanted = (reference.get("dataStoreRef") or "").rpartition(":")[2]
    stores = reference.getroottree().getroot().iterchildren(tag("dataStore"))
    store = next((one for one in stores if one.get("id") == wanted), None)
    named = (store.get("name") or store.get("id")) if store is not None else reference.get("name")
    return str(named or reference.get("id"))[: limits.NAME_CHARS]


def only_output(node: Any, names: DataNames) -> str | None:
    """The variable of the one data output of `node`; None when it has none or several."""
    io = node.find(tag("ioSpecification"))
    outputs = [] if io is None else list(io.iterchildren(tag("dataOutput")))
    return names.of(outputs[0].get("id")) if len(outputs) == 1 else None


def _reads(association: Any, names: DataNames) -> Iterator[Assignment]:
    target = names.of(text(association.find(tag("targetRef"))))
    yield from _assigned(association, names)
    if target is None or association.find(tag("assignment")) is not None:
        return
    value = _value(association, names)
    if value is not None:
        yield Assignment(target, value)


def _writes(association: Any, owner: Any, names: DataNames, report: Report) -> Iterator[Assignment]:
    target = names.of(text(association.find(tag("targetRef"))))
    yield from _assigned(association, names)
    if target is None or association.find(tag("assignment")) is not None:
        return
    if local(owner).endswith("Event"):
        # An event hands out what it caught: the entry of that name, or where there is none all of it.
        caught = names.of(text(association.find(tag("sourceRef"))))
        entry = f'get value(result, "{caught}")'
        whole = "=result" if caught is None else f"=if {entry} != null then {entry} else result"
        yield Assignment(target, _transformation(association) or whole)
        return
    value = _value(association, names)
    if value is not None:
        yield Assignment(target, value)
    elif association.find(tag("sourceRef")) is not None:
        ref = text(association.find(tag("sourceRef")))
        message = f"expected a data output of this activity as sourceRef, found {ref!r}"
        report("unresolved-reference", message, "choose one of its data outputs", association)


def _value(association: Any, names: DataNames) -> str | None:
    given = _transformation(association)
    if given is not None:
        return given
    source = names.of(text(association.find(tag("sourceRef"))))
    return None if source is None else f"={source}"


def _transformation(association: Any) -> str | None:
    return text(association.find(tag("transformation")))


def _assigned(association: Any, names: DataNames) -> Iterator[Assignment]:
    for assignment in association.iterchildren(tag("assignment")):
        value, target = text(assignment.find(tag("from"))), text(assignment.find(tag("to")))
        if value is not None and target is not None:
            name = names.of(target) or target.removeprefix("=").strip()
            yield Assignment(name, value)
