"""Names of visits: paths that follow from what a process does, not from the order in which its branches come about.

`lines#1[3]/post#2` is the second visit of `post` in the third round of the first visit of `lines`. A scope counts the
visits of each of its elements: a process, a sub-process, a round. A handler that compensates is named after the visit
that it undoes. Tokens of states before version 3 carry no count and are named by their ids, as they were then.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance
    from engine.bpmn.token import Token


def path(token: "Token") -> str:
    """The name of the visit of `token`, which no other visit in its execution has."""
    node = token.task_spec
    if not token.visit:
        return f"{node.element.id}:{token.id}"
    if node.loop is not None:
        return f"{path(token.parent)}[{token.visit}]"
    return f"{scope_path(token.workflow)}{node.element.id}#{token.visit}"


def scope_path(instance: "Instance") -> str:
    """What stands before the names of visits in `instance`."""
    if instance.within:
        return f"{scope_path(instance.run.instances[instance.within])}{instance.undone}/"
    return "" if instance.host is None else f"{path(instance.host)}/"
