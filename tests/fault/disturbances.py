"""What goes wrong in a run besides the ledger's own faults; each is one function of the campaign."""

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from designer.jobs import failpoints
from tests.fault.backends import CELERY, POSTGRES, SQLITE
from tests.fault.installation import Installation
from tests.fault.pace import LEASE_SECONDS, set_skew, skew
from tests.fault.processes import Process, Processes, send

FAILPOINT_SHARE = 0.6  # of the workers that are started kill themselves at a named edge
WEB_FAILPOINT_SHARE = 0.4
HOUR = 3600.0
HANGING_SECONDS = 15.0  # after SIGTERM: longer than a worker drains


@dataclass
class Scene:
    """Everything that a disturbance may touch, and the count of what was done."""

    installation: Installation
    processes: Processes
    random: Random
    places: Sequence[str] = failpoints.NAMES
    passes: int = 20  # at most so many times a failpoint is passed before it strikes
    loss_seconds: float = 20.0  # between a backup and the loss of the database
    done: dict[str, int] = field(default_factory=dict)
    effects: int = 0  # as last counted
    later: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def count(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1

    @property
    def kills(self) -> int:
        """How many processes of the application were killed, or killed themselves."""
        return sum(count for what, count in self.done.items() if what.startswith("kill ") and what != "kill redis")

    def count_failpoints(self) -> None:
        """Take over how many processes have killed themselves so far."""
        for place, count in self.processes.killed_themselves().items():
            self.done[f"kill at {place}"] = count

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something in a while."""
        self.later.append((time.monotonic() + seconds, act))

    def do_what_is_due(self, *, all_of_it: bool = False) -> None:
        due = [it for it in self.later if all_of_it or it[0] <= time.monotonic()]
        self.later = [it for it in self.later if it not in due]
        for _, act in due:
            act()

    def start(self, name: str, role: str, *, is_doomed: bool = True) -> None:
        """Start a process; many are doomed to kill themselves at a named edge."""
        environment: dict[str, str] = {}
        if is_doomed and role in {"worker", "celery"} and self.random.random() < FAILPOINT_SHARE:
            places = [place for place in self.places if place != failpoints.MESSAGE]
            environment["RETURNFLOW_FAILPOINT"] = f"{self.random.choice(places)}:{self.random.randint(1, self.passes)}"
        elif is_doomed and role == "web" and self.random.random() < WEB_FAILPOINT_SHARE:
            environment["RETURNFLOW_FAILPOINT"] = f"{failpoints.MESSAGE}:{self.random.randint(1, 40)}"
        self.processes.start(name, role, **environment)

    def pick(self, *roles: str) -> Process | None:
        """One running process of these roles that is neither stopped nor ending."""
        found = [it for it in self.processes.running.values() if it.role in roles and not it.is_busy]
        return self.random.choice(found) if found else None


def kill_worker(scene: Scene) -> None:
    _kill(scene, "worker", "celery")


def kill_web(scene: Scene) -> None:
    _kill(scene, "web")


def kill_starter(scene: Scene) -> None:
    _kill(scene, "starter")


def _kill(scene: Scene, *roles: str) -> None:
    process = scene.pick(*roles)
    if process is not None:
        role = process.name.partition("-")[0]
        scene.processes.kill(process)
        scene.count(f"kill {role}")
        scene.start(process.name, process.role)


def stop_past_the_lease(scene: Scene) -> None:
    """SIGSTOP a worker in the middle of a job until its lease is over, then let it go on with what it believes to hold.

    A Celery worker's jobs are with its children, so it is stopped whatever they do.
    """
    process = scene.pick("worker", "celery")
    if process is None:
        return
    process.is_busy = True
    send(process, signal.SIGSTOP)
    if process.role == "worker" and not scene.installation.is_leasing(process.pid):
        send(process, signal.SIGCONT)
        process.is_busy = False
        return
    scene.count("stop past the lease")

    def go_on() -> None:
        process.is_busy = False
        send(process, signal.SIGCONT)

    scene.after(LEASE_SECONDS + 1, go_on)


def terminate_worker(scene: Scene) -> None:
    """SIGTERM under load: it finishes what it does and ends; what hangs is killed after its drain time."""
    process = scene.pick("worker", "celery")
    if process is not None:
        process.is_busy = True
        send(process, signal.SIGTERM)
        scene.after(HANGING_SECONDS, lambda: send(process, signal.SIGKILL))
        scene.count("terminate worker")


def crash_database(scene: Scene) -> None:
    if scene.installation.backend.postgres is not None:
        scene.installation.backend.postgres.crash()
        scene.count("crash database")


def flush_redis(scene: Scene) -> None:
    if scene.installation.backend.redis is not None:
        scene.installation.backend.redis.flush()
        scene.count("flush redis")


def kill_redis(scene: Scene) -> None:
    if scene.installation.backend.redis is not None:
        scene.installation.backend.redis.kill()
        scene.count("kill redis")


def turn_clock(scene: Scene) -> None:
    """All clocks an hour back; in a few seconds two hours forward, which makes everything due that waits for it."""
    path = scene.installation.clock
    set_skew(path, skew(path) - HOUR)
    scene.count("clock -1 h")

    def forward() -> None:
        set_skew(path, skew(path) + 2 * HOUR)
        scene.count("clock +2 h")

    scene.after(3.0, forward)


def fill_disk(scene: Scene) -> None:
    """No space for two seconds, on a small disk of our own."""
    if not scene.installation.backend.is_small:
        return
    ballast = scene.installation.backend.fill_disk()
    scene.count("disk full")
    scene.after(2.0, lambda: ballast.unlink(missing_ok=True))


def set_back(scene: Scene) -> None:
    """Back the database up under load; some seconds later lose it and restore the backup."""
    backend = scene.installation.backend
    place = backend.folder / f"backup-{scene.done.get('restore', 0)}"
    scene.installation.command("backup", str(place))

    def restore() -> None:
        scene.do_what_is_due(all_of_it=True)
        for process in list(scene.processes.running.values()):
            scene.processes.kill(process)
            scene.count(f"kill {process.name.partition('-')[0]}")
        backend.empty()
        scene.installation.command("restore", str(place))
        scene.installation.forget_what_is_over()
        scene.count("restore")
        begin(scene)

    scene.after(scene.loss_seconds, restore)


def begin(scene: Scene, *, is_doomed: bool = True) -> None:
    """Start all roles of the backend, and the starter."""
    for name, role in scene.installation.roles.items():
        scene.start(name, role, is_doomed=is_doomed)
    scene.start("starter", "starter")


Disturbance = Callable[[Scene], None]
_ALWAYS: Mapping[Disturbance, int] = {
    kill_worker: 14, kill_web: 4, kill_starter: 3, stop_past_the_lease: 3, terminate_worker: 2, turn_clock: 1,
}  # fmt: skip
# How often each comes, by backend.
WEIGHTS: Mapping[str, Mapping[Disturbance, int]] = {
    SQLITE: {**_ALWAYS, fill_disk: 1},
    POSTGRES: {**_ALWAYS, crash_database: 1},
    CELERY: {**_ALWAYS, crash_database: 1, flush_redis: 2, kill_redis: 1},
}
