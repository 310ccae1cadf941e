"""Plays returns on simulators and the real engine, so that tests of every room that shows returns read as stories."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from connectors.sdk.errors import ConnectorError
from connectors.sdk.simulator import SimulatorServer
from designer.catalog import service as catalog
from designer.database import reading, transaction
from designer.identity import service as identity
from designer.identity.actor import SYSTEM, Actor
from designer.returns import service
from designer.returns.submission import RequestedLine, Submission
from designer.returns.views import ReturnView
from designer.returntypes import service as returntypes
from designer.returntypes.service import TypeDefinition
from engine.commands import bundles, jobs, messages, tasks
from engine.commands.bundles import File
from engine.commands.jobs import ClaimedJob, JobFailure
from engine.queries import tasks as task_queries
from engine.queries.tasks import TaskView

KINDS: Mapping[str, Any] = {".bpmn": "bpmn", ".dmn": "dmn", ".json": "form"}


class Desk:
    """One application with one active process; `servers` are the simulated systems by connector id."""

    def __init__(self, servers: Mapping[str, SimulatorServer]) -> None:
        self.servers = servers
        self.bundle_id = 0

    def deploy(self, folder: Path, process_id: str, name: str = "little") -> int:
        """Deploy the files of `folder` and let `process_id` serve the type REMORSE."""
        files = [
            File(KINDS[path.suffix], path.name, path.read_bytes())
            for path in sorted(folder.iterdir())
            if path.suffix in KINDS
        ]
        with transaction() as conn:
            self.bundle_id = bundles.deploy(conn, files, name=name, by="owner1").id
        returntypes.define(SYSTEM, [TypeDefinition("REMORSE", "No longer needed", process_id)])
        returntypes.activate(SYSTEM, "REMORSE", self.bundle_id)
        return self.bundle_id

    def actor(self, username: str) -> Actor:
        return identity.actor_named(username)

    def wish(self, **changes: Any) -> Submission:
        """Four bearings of order SO-1001, of the samples of the simulated ERP."""
        line = RequestedLine(1, "BRG-6205", Decimal(4), "NO_LONGER_NEEDED", condition="sealed")
        values: dict[str, Any] = {
            "return_type": "REMORSE",
            "channel": "csr",
            "order_no": "SO-1001",
            "requested_resolution": "CREDIT",
            "notes": "ordered too many",
            "lines": (line,),
        }
        return Submission(**values | changes)

    def request(self, by: str = "csr1", **changes: Any) -> ReturnView:
        """Somebody asks for a return."""
        channel = "portal" if by.startswith("c1") else "csr"
        return service.submit(self.actor(by), self.wish(**{"channel": channel, **changes})).view

    def read(self, view: ReturnView) -> ReturnView:
        """The return as it is now."""
        return service.get(SYSTEM, view.no)

    def task(self, view: ReturnView, element_id: str) -> TaskView:
        """The open task of a return on an element."""
        with reading() as conn:
            found = task_queries.of_business_key(conn, f"RMA-{view.no}", "open")
        return next(task for task in found if task.element_id == element_id)

    def complete(self, view: ReturnView, element_id: str, by: str, groups: Sequence[str], **data: Any) -> None:
        """Somebody completes a task, and the work that follows is done."""
        task = self.task(view, element_id)
        with transaction() as conn:
            tasks.complete(conn, task.id, by, groups, data)
        self.work()

    def receive(self, view: ReturnView, message_id: str = "r-1") -> None:
        """The goods arrive at the dock."""
        with transaction() as conn:
            payload = {"receipt_id": message_id, "lines": [{"line": 1, "sku": "BRG-6205", "qty": Decimal(4)}]}
            key = f"RMA-{view.no}"
            messages.publish(conn, "receipt_posted", key, payload, source="wms", message_id=message_id)
        self.work()

    def work(self) -> None:
        """Run every job that is due against the simulators."""
        while claimed := self._claim():
            for job in claimed:
                self._run(job)

    def _claim(self) -> list[ClaimedJob]:
        with transaction() as conn:
            return jobs.claim(conn, "desk", 10)

    def _run(self, job: ClaimedJob) -> None:
        context = {"idempotency_key": job.idempotency_key, "reference": job.business_key}
        try:
            outcome = catalog.invoke(job.connector, job.connection, job.operation, job.input, context)
        except ConnectorError as error:
            with transaction() as conn:
                jobs.fail(conn, job, JobFailure("bug", error.code, error.message))
            return
        made = outcome.external
        external = {"system": made.system, "type": made.type, "id": made.id} if made else None
        with transaction() as conn:
            jobs.complete(conn, job, outcome.data, external)
