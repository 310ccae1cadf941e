"""Finds returns, orders, customers, processes and tasks for the search box."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import url_for

from designer.database import reading
from designer.identity.actor import Actor
from designer.returns import listing
from designer.returns.codes import status_of
from designer.returns.listing import ReturnQuery
from designer.returns.views import ReturnView
from designer.tasklist import service as tasklist
from designer.tasklist.service import TaskQuery
from engine.queries import bundles

MAX_QUERY = 60
MIN_QUERY = 2
PER_KIND = 6


@dataclass(frozen=True)
class Hit:
    """One thing that was found, where it is, and what it is called."""

    kind: str
    title: str
    note: str
    href: str
    icon: str


def find(actor: Actor, query: str) -> list[Hit]:
    """What the actor may see and what fits `query`, returns first; nothing for less than two characters."""
    text = query.strip()[:MAX_QUERY]
    if len(text) < MIN_QUERY:
        return []
    return [*_returns(actor, text), *_tasks(actor, text), *_processes(actor, text)]


def _returns(actor: Actor, text: str) -> Iterator[Hit]:
    if not (actor.may("returns.read") or actor.may("returns.read_own")):
        return
    views = listing.find(actor, ReturnQuery(search=text, limit=PER_KIND)).items
    for view in views:
        yield _return(actor, view)
    if not actor.may("returns.read"):
        return
    for order_no in dict.fromkeys(it.order_no for it in views if it.order_no.lower().startswith(text.lower())):
        yield Hit("Order", order_no, "its returns", url_for("returns.index", q=order_no), "receipt")
    for customer_id, name in dict.fromkeys((it.customer_id, it.customer_name) for it in views if _names(it, text)):
        yield Hit("Customer", name, customer_id, url_for("returns.index", q=customer_id), "users")


def _names(view: ReturnView, text: str) -> bool:
    return text.lower() in view.customer_name.lower() or view.customer_id.lower().startswith(text.lower())


def _return(actor: Actor, view: ReturnView) -> Hit:
    page = "returns.show" if actor.may("returns.read") else "portal.track"
    note = f"{status_of(view.status).label}, {view.customer_name}, {view.order_no}"
    return Hit("Return", view.title, note, url_for(page, reference=view.no), "package")


def _tasks(actor: Actor, text: str) -> Iterator[Hit]:
    if not actor.may("tasks.work"):
        return
    page = tasklist.inbox(actor, replace(TaskQuery(), search=text, limit=PER_KIND))
    for task in page.items:
        href = url_for("tasklist.show", task_id=task.id)
        yield Hit("Task", task.title, task.business_key, href, "checklist")


def _processes(actor: Actor, text: str) -> Iterator[Hit]:
    """Processes of the newest bundle, with their running instances."""
    if not actor.may("instances.read"):
        return
    with reading() as conn:
        newest = bundles.latest(conn)
        known = bundles.definitions(conn, newest.id, "process") if newest else ()
    named = [it for it in known if text.lower() in it.name.lower() or text.lower() in it.key.lower()]
    for process in named[:PER_KIND]:
        yield Hit("Process", process.name, process.key, url_for("cockpit.instances", process=process.key), "sitemap")
