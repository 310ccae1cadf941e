"""Everything that the page of one return shows, read in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from designer.archive import service as archive
from designer.database import reading
from designer.identity.actor import Actor
from designer.returns import events, service, story
from designer.returns.codes import words
from designer.returns.postings import is_posting
from designer.returns.views import LineView, ReturnView
from engine.queries import bundles, incidents, instances, jobs, tasks
from engine.queries.instances import Diagram, HistoryEntry
from engine.queries.tasks import TaskView


@dataclass(frozen=True)
class Document:
    """A record in another system that belongs to the return."""

    system: str
    type: str
    id: str


@dataclass(frozen=True)
class LineOutcome:
    """A line with what came of it; amounts in the currency of the return, None while it is not settled."""

    line: int
    sku: str
    description: str
    qty: Decimal
    unit_price: Decimal | None
    reason_code: str | None
    notes: str
    dispositions: str
    merchandise: Decimal | None
    fee: Decimal | None
    tax: Decimal | None
    credit: Decimal | None


@dataclass(frozen=True)
class Trouble:
    """An open incident and the step at which the return stands still."""

    id: int
    step: str
    message: str


@dataclass(frozen=True)
class Surroundings:
    """What stands around a return on every tab."""

    tasks: tuple[TaskView, ...]
    troubles: tuple[Trouble, ...]
    documents: tuple[Document, ...]
    bundle_name: str

    @property
    def open_tasks(self) -> list[TaskView]:
        return [task for task in self.tasks if task.state == "open"]

    def next_task(self, actor: Actor) -> TaskView | None:
        """The open task that this actor holds or may take."""
        mine = (task for task in self.open_tasks if actor.may("tasks.work") and may_take(actor, task))
        return next(mine, None)


def may_take(actor: Actor, task: TaskView) -> bool:
    """Whether the actor holds the task or could claim it: of the group, and not kept out by segregation of duties."""
    if actor.username in task.excluded_users:
        return False
    if task.assignee is not None:
        return task.assignee == actor.username
    return not task.candidate_groups or not actor.groups.isdisjoint(task.candidate_groups)


def surroundings(actor: Actor, view: ReturnView) -> Surroundings:
    """Tasks, open incidents and documents of a return that the actor has been shown."""
    service.require_reading(actor)
    with reading() as conn:
        bundle_name = bundles.get(conn, view.bundle_id).name
        if view.instance_id is None:
            return Surroundings((), (), (), bundle_name)
    with archive.reading_of(view.instance_id) as conn:
        return Surroundings(
            tasks.of_instance(conn, view.instance_id),
            _troubles(conn, view) if view.open_incidents else (),
            _documents(conn, view.instance_id),
            bundle_name,
        )


def _troubles(conn: Connection, view: ReturnView) -> tuple[Trouble, ...]:
    model = bundles.model(conn, view.bundle_id)
    found = incidents.list_page(conn, instance_id=view.instance_id).items
    return tuple(Trouble(it.id, _step(model, it.process_id, it.element_id), it.message) for it in found)


def _step(model: Any, process_id: str, element_id: str) -> str:
    process = model.processes.get(process_id)
    element = process.elements.get(element_id) if process else None
    return str(element.name or element_id) if element else element_id


def _documents(conn: Connection, instance_id: int) -> tuple[Document, ...]:
    posted = [job for job in jobs.of_instance(conn, instance_id) if is_posting(job.connector, job.operation)]
    found = (job.external for job in posted if job.external and job.external.get("id"))
    return tuple(Document(str(it["system"]), str(it["type"]), str(it["id"])) for it in found)


def story_of(actor: Actor, view: ReturnView) -> list[story.Sentence]:
    """What happened, the newest first."""
    service.require_reading(actor)
    with reading() as conn:
        definitions = bundles.definitions(conn, view.bundle_id, "decision")
        names = story.Words(bundles.get(conn, view.bundle_id).name, {found.key: found.name for found in definitions})
        return story.tell(events.events_of(conn, view.id), _history(view), names)[::-1]


def _history(view: ReturnView) -> Sequence[HistoryEntry]:
    if view.instance_id is None:
        return ()
    with archive.reading_of(view.instance_id) as conn:
        return instances.history(conn, view.instance_id)


def diagram_of(actor: Actor, view: ReturnView) -> Diagram | None:
    """The processes of the return with their live tokens; None when none was started."""
    service.require_reading(actor)
    if view.instance_id is None:
        return None
    with archive.reading_of(view.instance_id) as conn:
        return instances.diagram(conn, view.instance_id)


def variables_of(actor: Actor, view: ReturnView) -> Mapping[str, Any]:
    """The variables of the process, as FEEL values."""
    service.require_reading(actor)
    if view.instance_id is None:
        return {}
    with archive.reading_of(view.instance_id) as conn:
        return instances.variables(conn, view.instance_id)


def line_outcomes(view: ReturnView, variables: Mapping[str, Any]) -> list[LineOutcome]:
    """The lines with the figures of the settlement, where there is one."""
    settled = {
        int(row["line"]): row
        for row in variables.get("settled_lines") or ()
        if isinstance(row, Mapping) and _decimal(row.get("line")) is not None
    }
    return [_outcome(line, settled.get(line.line, {})) for line in view.lines]


def _outcome(line: LineView, settled: Mapping[str, Any]) -> LineOutcome:
    return LineOutcome(
        line=line.line,
        sku=line.sku,
        description=line.description,
        qty=line.qty,
        unit_price=line.unit_price,
        reason_code=line.reason_code,
        notes=line.notes,
        dispositions=_dispositions(settled.get("dispositions") or ()),
        merchandise=_decimal(settled.get("merchandise")),
        fee=_decimal(settled.get("fee")),
        tax=_decimal(settled.get("tax")),
        credit=_decimal(settled.get("credit")),
    )


def _dispositions(found: Sequence[Any]) -> str:
    rows = [row for row in found if isinstance(row, Mapping)]
    return ", ".join(f"{row.get('qty')} × {words(str(row.get('code')))}" for row in rows)


def _decimal(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else None
