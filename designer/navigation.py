"""The left navigation: places by what people do, each shown only to those who may use it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for

from designer.identity.actor import Actor, current_actor


@dataclass(frozen=True)
class Place:
    """One entry: the endpoint it leads to, the action it needs, the icon of the shell."""

    label: str
    endpoint: str
    action: str
    icon: str


@dataclass(frozen=True)
class Section:
    """A named group of places."""

    title: str
    places: Sequence[Place]


SECTIONS = (
    Section(
        "My returns",
        (
            Place("My returns", "portal.index", "portal.use", "home"),
            Place("Request a return", "portal.request_return", "portal.use", "plus"),
        ),
    ),
    Section(
        "Work",
        (
            Place("Tasks", "tasklist.index", "tasks.work", "checklist"),
            Place("Returns", "returns.index", "returns.read", "package"),
        ),
    ),
    Section(
        "Design",
        (
            Place("Processes", "modeler.processes", "modeler.read", "sitemap"),
            Place("Decisions", "modeler.decisions", "modeler.read", "table"),
            Place("Forms", "modeler.forms", "modeler.read", "forms"),
        ),
    ),
    Section(
        "Operate",
        (
            Place("Instances", "cockpit.instances", "instances.read", "list-details"),
            Place("Incidents", "cockpit.incidents", "incidents.read", "alert-triangle"),
            Place("Deployments", "returntypes.index", "deployments.read", "rocket"),
            Place("Connectors", "catalog.index", "connectors.read", "plug-connected"),
        ),
    ),
    Section(
        "Admin",
        (
            Place("Users", "identity.users", "admin.users", "users"),
            Place("Webhooks", "outbound.index", "webhooks.read", "send"),
            Place("Audit", "audit.index", "audit.read", "shield-check"),
        ),
    ),
    Section(
        "Help",
        (
            Place("Help", "help.index", "help.read", "help-circle"),
            Place("API", "api.docs", "api.docs", "code"),
        ),
    ),
)


@dataclass(frozen=True)
class Item:
    """A place that this actor may go to; `active` marks the one that is open."""

    label: str
    icon: str
    href: str
    active: bool


@dataclass(frozen=True)
class Group:
    """A section with at least one item to show."""

    label: str
    items: tuple[Item, ...]


def visible(actor: Actor | None) -> tuple[Group, ...]:
    """The groups for `actor`; nobody signed in sees none."""
    if actor is None:
        return ()
    groups = (Group(section.title, _items(section, actor)) for section in SECTIONS)
    return tuple(group for group in groups if group.items)


def _items(section: Section, actor: Actor) -> tuple[Item, ...]:
    return tuple(
        Item(place.label, place.icon, url_for(place.endpoint), active=_is_open(place))
        for place in section.places
        if place.endpoint in current_app.view_functions and actor.may(place.action)
    )


def _is_open(place: Place) -> bool:
    """The place whose page is open, or the first one of the room that one is in."""
    if request.endpoint == place.endpoint:
        return True
    is_listed = any(request.endpoint == other.endpoint for section in SECTIONS for other in section.places)
    return not is_listed and request.path.startswith(url_for(place.endpoint).rstrip("/") + "/")


def init_app(app: Flask) -> None:
    """Give templates `nav` (Groups) and `actor`."""

    @app.context_processor
    def shell() -> dict[str, Any]:
        actor = current_actor()
        return {"nav": visible(actor), "actor": actor}
