"""Small questions to elements that several rules ask."""

from engine.bpmn import Element


def is_about(element: Element, *kinds: str) -> bool:
    """Whether one of the definitions of the event is of these kinds."""
    return element.event is not None and any(definition.kind in kinds for definition in element.event.every)


def is_triggered_by_nothing(element: Element) -> bool:
    """Whether no sequence flow is expected to lead here."""
    is_catching_link = element.kind == "intermediateCatchEvent" and is_about(element, "link")
    return (
        element.kind in ("startEvent", "boundaryEvent")
        or is_catching_link
        or element.is_event_sub_process
        or element.is_for_compensation
    )


def called(element: Element) -> str:
    """How a message names the element: by its name, else by its id."""
    return " ".join(element.name.split())[:80] or element.id
