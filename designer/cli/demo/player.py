"""Plays the returns of the demo through the real engine and the simulators, on days that lie behind us."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from connectors.sdk import registry
from connectors.sdk.simulator import SimulatorServer, faults
from designer.cli.demo import records
from designer.cli.demo.plans import PLANS, Deed, Plan
from designer.database import reading, transaction
from designer.identity import demo_logins
from designer.identity import service as identity
from designer.identity.actor import SYSTEM, Actor
from designer.jobs import runner
from designer.returns import service as returns
from designer.returns.submission import RequestedLine, Submission
from designer.returns.views import ReturnView
from designer.tasklist import service as tasklist
from engine import clock
from engine.commands import messages
from engine.queries import instances as instance_queries
from engine.queries import jobs as job_queries
from engine.queries import tasks as task_queries
from engine.queries import timers as timer_queries
from engine.queries.tasks import TaskView

# A job that failed so often becomes an incident.
_ATTEMPTS = 8
# People work in the morning, so that what one plan does at a day lies before the next morning.
_MORNING = timedelta(hours=8)


def play(servers: Sequence[SimulatorServer], time: clock.VirtualClock, until: datetime) -> Iterator[str]:
    """Play every plan up to `until`; yields a line for each return. What has happened already is not done again."""
    by_name = {server.connector_id: server for server in servers}
    for name, seed in records.records(until.date()).items():
        if name in by_name:
            by_name[name].seed(seed)
    stage = _Stage(by_name, time)
    for moment, plan, deed in sorted(_agenda(_midnight(until)), key=lambda entry: entry[0]):
        stage.wait_until(moment)
        stage.do(plan, deed)
    stage.wait_until(until)
    for plan in PLANS:
        view = stage.view(plan)
        yield f"return {view.no} of {view.customer_name}: {view.status}"


def begins_at(until: datetime) -> datetime:
    """The moment before the first request of the demo."""
    return _midnight(until) - timedelta(days=max(plan.days_ago for plan in PLANS) + 1)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _agenda(midnight: datetime) -> Iterator[tuple[datetime, Plan, Deed | None]]:
    for number, plan in enumerate(PLANS):
        minutes = timedelta(minutes=7 * number)
        yield midnight - timedelta(days=plan.days_ago) + _MORNING + minutes, plan, None
        for days_ago, deed in plan.deeds.items():
            yield midnight - timedelta(days=days_ago) + _MORNING + minutes, plan, deed


class _Stage:
    """The application with its clock in hand: time passes, jobs run, people and systems act."""

    def __init__(self, servers: dict[str, SimulatorServer], time: clock.VirtualClock) -> None:
        self._servers = servers
        self._time = time
        self._numbers: dict[str, int] = {}
        self._deeds: dict[Deed, Callable[[Plan], None]] = {
            Deed.APPROVE: lambda plan: self._decide(plan, {"decision": "APPROVE"}),
            Deed.DECLINE: lambda plan: self._decide(plan, {"decision": "DECLINE", "comment": "Ordered for stock."}),
            Deed.CANCEL: self._cancel,
            Deed.SCAN: self._scan,
            Deed.RECEIVE: self._receive,
            Deed.INSPECT: self._inspect,
            Deed.DISTURB: self._disturb,
        }

    def wait_until(self, moment: datetime) -> None:
        """Let time pass; each timer and each next attempt happens at its own moment."""
        while (due := _next_due()) is not None and due <= moment:
            self._time.set(max(due, self._time.now()))
            runner.run_until_idle()
        self._time.set(max(moment, self._time.now()))

    def do(self, plan: Plan, deed: Deed | None) -> None:
        """Let a deed happen; None is the request itself."""
        if deed is None:
            self._submit(plan)
        else:
            self._deeds[deed](plan)
        runner.run_until_idle()

    def view(self, plan: Plan) -> ReturnView:
        return returns.get(SYSTEM, self._numbers[plan.order_no])

    def _submit(self, plan: Plan) -> None:
        skus = {number: line[0] for number, line in enumerate(_order(plan).lines, start=1)}
        submission = Submission(
            return_type="REMORSE",
            channel=plan.channel,
            order_no=plan.order_no,
            requested_resolution="CREDIT",
            notes=plan.notes,
            lines=tuple(RequestedLine(line, skus[line], Decimal(quantity)) for line, quantity in plan.lines.items()),
        )
        made = returns.submit(identity.actor_named(plan.requester), submission, idempotency_key=f"demo:{plan.order_no}")
        self._numbers[plan.order_no] = made.view.no

    def _decide(self, plan: Plan, data: dict[str, Any]) -> None:
        while task := self._task(plan, "f3_approval"):
            tasklist.complete(_somebody_of(task), task.id, data)
            runner.run_until_idle()

    def _cancel(self, plan: Plan) -> None:
        if self.view(plan).status != "CANCELLED":
            returns.cancel(identity.actor_named(plan.requester), self.view(plan).no, reason=plan.notes)

    def _scan(self, plan: Plan) -> None:
        if self.view(plan).status == "AWAITING_SHIPMENT":
            with reading() as connection:
                label = instance_queries.variables(connection, self._instance(plan))["label"]
            self._tell("carrier", "scan", "tracker.updated", {**_tracking(label), "status": "in_transit"})

    def _receive(self, plan: Plan) -> None:
        if self.view(plan).status == "IN_TRANSIT":
            skus = {line.line: line.sku for line in self.view(plan).lines}
            lines = [
                {"line": line, "sku": skus[line], "qty": str(quantity), "serials": []}
                for line, quantity in (plan.received or plan.lines).items()
            ]
            receipt = {"rma_number": self.view(plan).rma_number, "lines": lines, "received_on": str(clock.today())}
            self._tell("wms", "post_receipt", "receipt.posted", receipt)

    def _inspect(self, plan: Plan) -> None:
        task = self._task(plan, "f5_inspection")
        if task is not None:
            lots = [{"line": line, "qty": str(quantity), "code": plan.found} for line, quantity in plan.lines.items()]
            tasklist.complete(_somebody_of(task), task.id, {"lots": lots})

    def _disturb(self, plan: Plan) -> None:
        if plan.order_no not in self._numbers:
            fault = {"kind": "500", "operation": "create_expected_receipt", "count": _ATTEMPTS}
            with self._servers["wms"].store.write() as tables:
                faults.replace(tables, [fault])

    def _tell(self, system: str, action: str, event: str, data: dict[str, Any]) -> None:
        """Let a system act and hand over its message at once; its webhook, sent later, is known by the same id."""
        told = self._servers[system].act(action, data)
        trigger = registry.get(system).triggers[event]
        payload = trigger.payload(told["result"])
        with transaction() as connection:
            messages.publish(
                connection, trigger.message, str(payload[trigger.key]), payload,
                source=system, message_id=told["webhooks"][0],
            )  # fmt: skip

    def _task(self, plan: Plan, form: str) -> TaskView | None:
        with reading() as connection:
            found = task_queries.of_instance(connection, self._instance(plan), "open")
        return next((task for task in found if task.form == form), None)

    def _instance(self, plan: Plan) -> int:
        number = self.view(plan).instance_id
        if number is None:
            raise LookupError(f"the return for {plan.order_no} has no process instance")
        return number


def _next_due() -> datetime | None:
    with reading() as connection:
        moments = (timer_queries.next_due_at(connection), job_queries.next_due_at(connection))
    return min((moment for moment in moments if moment is not None), default=None)


def _order(plan: Plan) -> records.DemoOrder:
    return next(order for order in records.ORDERS if order.order_no == plan.order_no)


def _somebody_of(task: TaskView) -> Actor:
    """Somebody of the demo who is in one of the task's groups and not kept from it."""
    for login in demo_logins.DEMO_LOGINS:
        if login.role in task.candidate_groups and login.username not in task.excluded_users:
            return identity.actor_named(login.username)
    raise LookupError(f"nobody of the demo may do {task.name!r} of {', '.join(task.candidate_groups)}")


def _tracking(label: Any) -> dict[str, str]:
    return {"tracking_number": label["tracking_number"]}
