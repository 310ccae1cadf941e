"""One run on one backend: start, disturb until the time is over, let everything come to its end, judge."""

import json
import random
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from designer.jobs import failpoints
from tests.fault import backends, disturbances, oracle
from tests.fault.disturbances import Disturbance, Scene
from tests.fault.installation import Installation, Load
from tests.fault.oracle import Verdict
from tests.fault.pace import set_skew, skew
from tests.fault.processes import Processes
from tests.fault.starter import Progress

LOOK_EVERY_SECONDS = 0.1
DRAIN_SECONDS = 480.0
COUNT_EVERY_SECONDS = 5.0


@dataclass(frozen=True)
class Plan:
    """What a run is: `pause_seconds` lie between two disturbances on average; restores come at shares of the time.

    The disturbances end when their time is over, or before, when there were `effects` effects, `kills` kills and all
    restores.
    """

    backend: str
    load: Load
    seconds: float
    pause_seconds: float = 1.0
    mutant: str = ""
    restores_at: tuple[float, ...] = (0.4,)
    weights: Mapping[Disturbance, int] | None = None
    drain_seconds: float = DRAIN_SECONDS
    is_doomed: bool = True
    places: tuple[str, ...] = failpoints.NAMES
    passes: int = 20
    loss_seconds: float = 20.0
    enough: Mapping[str, int] = field(default_factory=dict)  # with these done, the time is over as well
    effects: int = 0
    kills: int = 0


@dataclass(frozen=True)
class Result:
    """What came of a run."""

    plan: Plan
    kills: int
    done: Mapping[str, int]
    verdict: Verdict
    seconds: float
    retried: int
    failed_to_end: bool

    @property
    def is_clean(self) -> bool:
        return not self.verdict.problems and not self.failed_to_end

    def as_json(self) -> dict[str, Any]:
        """Everything, for machines."""
        return {
            "backend": self.plan.backend, "seed": self.plan.load.seed, "mutant": self.plan.mutant,
            "seconds": round(self.seconds, 1), "kills": self.kills, "done": dict(self.done),
            "retried_incidents": self.retried, "problems": self.verdict.problems,
            "verdict": {name: value for name, value in asdict(self.verdict).items() if value},
        }  # fmt: skip


def run(plan: Plan, folder: Path, say: Callable[[str], None] = lambda _line: None) -> Result:
    """Carry out a plan in an empty folder; the folder keeps the logs and the ledger."""
    began_at = time.monotonic()
    with backends.opened(plan.backend, folder) as backend:
        installation = Installation(backend, plan.load, plan.mutant)
        installation.prepare()
        installation.start_ledger()
        processes = Processes(installation.environment, folder / "logs")
        source = random.Random(f"{plan.backend}:{plan.load.seed}")
        scene = Scene(installation, processes, source, plan.places, plan.passes, plan.loss_seconds)
        try:
            disturbances.begin(scene, is_doomed=plan.is_doomed)
            _disturb(scene, plan, say)
            has_ended = _drain(scene, plan)
            processes.end()
            verdict = oracle.judge(installation)
        finally:
            processes.end()
            installation.end()
            _keep_logs(backend)
        scene.count_failpoints()
        kills = scene.kills
        retried = Progress.read(installation.progress).retried
        return Result(plan, kills, scene.done, verdict, time.monotonic() - began_at, retried, not has_ended)


def _disturb(scene: Scene, plan: Plan, say: Callable[[str], None]) -> None:
    weights = disturbances.WEIGHTS[plan.backend] if plan.weights is None else plan.weights
    began_at = time.monotonic()
    ends_at, said_at = began_at + plan.seconds, began_at
    next_at = began_at + 2 * plan.pause_seconds
    counted_at = began_at
    restores = [began_at + share * plan.seconds for share in plan.restores_at]
    while (now := time.monotonic()) < ends_at and not _is_over(scene) and not _is_enough(scene, plan):
        if restores and now >= restores[0]:
            restores.pop(0)
            disturbances.set_back(scene)
        elif weights and now >= next_at:
            (act,) = scene.random.choices(list(weights), list(weights.values()))
            act(scene)
            next_at = time.monotonic() + scene.random.expovariate(1 / plan.pause_seconds)
        _look_after(scene, is_doomed=plan.is_doomed)
        if now - counted_at > COUNT_EVERY_SECONDS:
            counted_at = now
            scene.effects = oracle.count_effects(scene.installation)
        if now - said_at > 30:
            said_at = now
            say(_progress(scene, plan, now - began_at))
        time.sleep(LOOK_EVERY_SECONDS)


def _drain(scene: Scene, plan: Plan) -> bool:
    """No more faults: everything that was begun has to come to its end by itself."""
    scene.do_what_is_due(all_of_it=True)
    scene.installation.stop_file.touch()
    clock = scene.installation.clock
    set_skew(clock, skew(clock) + 2 * disturbances.HOUR)  # what a clock that was wrong has put off is due
    for process in list(scene.processes.running.values()):
        if process.failpoint:
            scene.processes.kill(process)
            scene.count(f"kill {process.name.partition('-')[0]}")
    deadline = time.monotonic() + plan.drain_seconds
    while time.monotonic() < deadline and not _has_ended(scene):
        _look_after(scene, is_doomed=False)
        for name, role in scene.installation.roles.items():
            if name not in scene.processes.running:
                scene.start(name, role, is_doomed=False)
        time.sleep(LOOK_EVERY_SECONDS)
    return _has_ended(scene)


def _has_ended(scene: Scene) -> bool:
    """Whether the starter says so, and nothing that was thrown last begins more; else it looks after that too."""
    if not _is_over(scene):
        return False
    if not scene.installation.has_work():
        return True
    progress = Progress.read(scene.installation.progress)
    progress.is_over = False
    progress.keep(scene.installation.progress)
    if "starter" not in scene.processes.running:
        scene.start("starter", "starter", is_doomed=False)
    return False


def _look_after(scene: Scene, *, is_doomed: bool) -> None:
    scene.do_what_is_due()
    for process in scene.processes.ended():
        if process.role != "starter" or not _is_over(scene):
            scene.start(process.name, process.role, is_doomed=is_doomed)


def _is_enough(scene: Scene, plan: Plan) -> bool:
    scene.count_failpoints()
    if plan.enough and all(scene.done.get(what, 0) >= count for what, count in plan.enough.items()):
        return True
    has_restored = scene.done.get("restore", 0) >= len(plan.restores_at)
    return 0 < plan.effects <= scene.effects and scene.kills >= plan.kills and has_restored


def _is_over(scene: Scene) -> bool:
    return Progress.read(scene.installation.progress).is_over


def _progress(scene: Scene, plan: Plan, seconds: float) -> str:
    at = Progress.read(scene.installation.progress)
    returns = f"{at.next} returns begun, all below {at.low} over"
    return f"{plan.backend} {seconds:.0f} s: {returns}; {scene.effects} effects; {json.dumps(scene.done)}"


def _keep_logs(backend: backends.Backend) -> None:
    if (backend.data / "logs").exists():
        shutil.copytree(backend.data / "logs", backend.folder / "application-logs", dirs_exist_ok=True)
