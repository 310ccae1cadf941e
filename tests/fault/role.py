"""Inside of the processes under test: imports everything once and forks web servers, workers and Celery workers.

A process that is killed twice a second must not import for two seconds before it works. Requests come as lines of
JSON on standard input, `{"role", "environment"}`; the answer is the process id.
"""

import contextlib
import ctypes
import json
import os
import signal
import sys
import tempfile
from typing import Any

import celery.__main__
import gunicorn.app.wsgiapp
import psycopg  # noqa: F401 (imported here so that no child does it again)

import designer.worker  # noqa: F401
from designer import cli
from designer.app import create_app
from designer.cli import web, worker  # noqa: F401
from designer.jobs import failpoints
from tests.fault import mutants, pace

GUNICORN = "designer.app:create_app() --worker-class=gthread --workers=1 --threads=8 --timeout=120 --graceful-timeout=2"
CELERY = "-A designer.worker:celery worker --concurrency=2 --loglevel=WARNING -n {name}@%h"


def _web() -> None:
    address = f"127.0.0.1:{os.environ['RETURNFLOW_PORT']}"
    sys.argv = ["gunicorn", *GUNICORN.split(), "--log-level=error", f"--bind={address}"]
    gunicorn.app.wsgiapp.run()


def _worker() -> None:
    cli.main(["worker"], prog_name="returnflow")


def _celery() -> None:
    sys.argv = ["celery", *CELERY.format(name=os.environ["FAULT_NAME"]).split()]
    celery.__main__.main()


def _starter() -> None:
    from tests.fault import starter  # noqa: PLC0415 (only this role needs it)

    starter.main()


_PR_SET_PDEATHSIG = 1


class _Noting:
    """`os` for the failpoints: leaves a line behind for each process that kills itself, also inside of its role."""

    environ = os.environ
    getpid = staticmethod(os.getpid)

    @staticmethod
    def kill(pid: int, number: int) -> None:
        place = os.environ["RETURNFLOW_FAILPOINT"].partition(":")[0]
        log = os.open(f"{os.environ['FAULT_LOGS']}/failpoints", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(log, f"{place}\n".encode())
        os.kill(pid, number)


ROLES = {"web": _web, "worker": _worker, "celery": _celery, "starter": _starter}


def _become(request: dict[str, Any]) -> None:
    """Turn this new process into a role; returns when it has ended."""
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # nothing is left over when the tests are broken off
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(request["environment"])
    log = os.open(f"{os.environ['FAULT_LOGS']}/{request['role']}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for descriptor in (1, 2):
        os.dup2(log, descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    pace.keep()
    failpoints.os = _Noting()
    mutants.put_in()
    ROLES[request["role"]]()


def _warm_up() -> None:
    """Make one application here: the first one of a process takes seven times as long as the next."""
    with tempfile.TemporaryDirectory() as folder:
        create_app({"DATA_DIR": folder, "SECRET_KEY": "only to be forgotten"})


def main() -> None:
    """Fork what is asked for until standard input ends."""
    _warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps them
    print("ready", flush=True)  # noqa: T201 (this is its protocol)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                _become(json.loads(line))
            finally:
                os._exit(0)
        with contextlib.suppress(OSError):  # here and there, so that the group exists before anybody kills it
            os.setpgid(pid, pid)
        print(pid, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
