"""The standard return with Viewflow on SQLite: `python -m benchmarks.peers.viewflow_return DATABASE`.

The client is also the worker: it answers each open handle in a transaction of its own. The message is for the process
whose number is given; Viewflow itself knows no correlation by a key.
"""

import os
import sys
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks.peers import conversation
from benchmarks.peers.outcome import check
from benchmarks.sample import START

APPLICATIONS = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "viewflow",
    "viewflow.workflow",
    "benchmarks.peers",
)


def configure(database: Path) -> None:
    """Django with nothing that is not needed; a commit survives a power cut."""
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
    options = {"init_command": pragmas, "transaction_mode": "IMMEDIATE", "timeout": 60}
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "OPTIONS": options}},
        INSTALLED_APPS=APPLICATIONS,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        SECRET_KEY=os.urandom(16).hex(),
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)


class Client:
    """Starts a return, answers what is open, until it is over."""

    def __init__(self) -> None:
        from django.contrib.auth.models import User  # noqa: PLC0415 - models exist after the set-up only

        from benchmarks.peers.flows import StandardReturn  # noqa: PLC0415

        self.flow = StandardReturn
        self.user, _ = User.objects.get_or_create(username="csr1")

    def run(self, number: int) -> float:
        key = f"SO-{os.getpid()}-{number}"
        process = self.flow.start.run(data={**START, "order_no": key})
        self._serve(process.pk)
        (task,) = self._open(process.pk)
        begin = perf_counter()
        with task.activation() as activation:
            activation.assign(self.user)
            activation.start(None)
            activation.execute()
        task_seconds = perf_counter() - begin
        self._serve(process.pk)
        (goods,) = self._open(process.pk)
        self.flow.goods.run(goods, answer={"received": True})
        self._serve(process.pk)
        process.refresh_from_db()
        check(key, process.data if process.status == "DONE" else {"status": process.status})
        return task_seconds

    def _open(self, process_id: int) -> list[Any]:
        return list(self.flow.task_class.objects.filter(process_id=process_id, status="NEW").order_by("pk"))

    def _serve(self, process_id: int) -> None:
        """What a worker does: call each service that is asked for and keep its answer."""
        waits = (self.flow.approve, self.flow.goods)
        for task in self._open(process_id):
            if task.flow_task not in waits:
                task.flow_task.run(task, answer={"id": f"{task.flow_task.name}-1"})


def main(database: Path) -> None:
    configure(database)
    client = Client()

    def size() -> int:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(RESTART)")
        return database.stat().st_size

    conversation.answer(version("django-viewflow"), client.run, size)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
