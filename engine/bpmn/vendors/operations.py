"""Jobs of other engines as connector operations, where their name says which one."""

import re
from collections.abc import Iterable
from typing import Any

from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors.equivalents import add, own
from engine.bpmn.vendors.findings import OPERATION, Findings
from engine.bpmn.vendors.substitution import Bindings
from engine.dmn.feel import ast
from engine.dmn.feel.walk import descend

# `erp.get_order`, `erp:get_order` and `erp/get_order` name connector and operation.
_NAMED = re.compile(r"([A-Za-z]\w*)[./:]([A-Za-z]\w*)")
_HINT = "choose a connector operation for it, or name it like connector.operation where it was drawn"
_RESULT = ast.Name("result")


def name_operation(node: Any, job: str, what: str, findings: Findings) -> bool:
    """Let `node` call the operation that `job` names; whether it calls one. Without one it is a problem."""
    if own(node, "operation"):
        findings.harmless("replaced by a connector operation", what, node)
        return True
    found = _NAMED.fullmatch(job)
    if found is None:
        findings.error(OPERATION, f"{what} {job!r} is work that no connector of this product is named for", _HINT, node)
        return False
    add(node, "operation", connector=found[1], name=found[2])
    return True


def results_of(trees: Iterable[ast.Node], known: Bindings) -> dict[str, ast.Node]:
    """What the names in output mappings of a job mean: first what the job gave, then the variables around it."""
    names = {part.name for tree in trees for part in descend(tree) if isinstance(part, ast.Name)}
    functions = {
        part.function.name
        for tree in trees
        for part in descend(tree)
        if isinstance(part, ast.Call) and isinstance(part.function, ast.Name)
    }
    found = {name: given(name, ast.Name(name)) for name in names - functions - {"result"} if feel.is_word(name)}
    return {**found, **{name: given(name, tree) for name, tree in known.items()}}


def given(name: str, otherwise: ast.Node) -> ast.Node:
    """The entry `name` of what the job gave; `otherwise` where it gave none."""
    has = ast.Conjunction((feel.is_context(_RESULT), feel.has_key(_RESULT, name)))
    return ast.If(has, ast.Path(_RESULT, name), otherwise)


def warn_of_lost_results(node: Any, findings: Findings) -> None:
    """Other engines make every value that a job gives a variable; here one says which."""
    if not own(node, "result") and not own(node, "output"):
        message = "what the operation gives is stored in no variable; the other engine stores all of it"
        findings.warning(OPERATION, message, "name a result variable or outputs", node)
