"""Who catches what is thrown: from the place of the throw outwards, the innermost first (BPMN 2.0.2, 10.5.1)."""

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance
    from engine.bpmn.nodes.node import Node
    from engine.bpmn.token import Token


class Catch(NamedTuple):
    """Where something is caught, the token of an activity or an instance, and the event that catches it."""

    place: "Token | Instance"
    node: Any

    def take(self, data: dict[str, Any]) -> None:
        """Let the catching event go on with `data`."""
        self.node.catch(self.place, data)


def find_catcher(kind: str, code: str | None, thrower: "Token", *, at_thrower: bool) -> Catch | None:
    """What catches the error, escalation or cancellation `code` that `thrower` throws.

    At each place the one that names the code comes before the one that takes any. `at_thrower` begins with the events
    on the border of the throwing activity itself.
    """
    place = thrower if at_thrower else thrower.parent
    instance = thrower.workflow
    leaving: Node | None = thrower.task_spec
    while True:
        while place is not None:
            boundary = place.task_spec.catcher(kind, code)
            if boundary is not None:
                return Catch(place, boundary)
            leaving = place.task_spec
            place = place.parent
        start = instance.catcher(kind, code, leaving)
        if start is not None:
            return Catch(instance, start)
        place = instance.host
        if place is None:
            return None
        instance = place.workflow
