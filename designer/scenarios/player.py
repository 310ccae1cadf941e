"""Plays worked cases: starts the return, lets the world and the people act in their time, compares the outcome."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from designer.app import create_app
from designer.database import db, transaction
from designer.returns.codes import is_legal
from designer.scenarios import agenda, outcome, systems
from designer.scenarios.cases import Case
from designer.scenarios.comparison import Difference, differences
from designer.scenarios.course import CannotPlayError, Course, break_systems, start_variables
from designer.scenarios.stage import Stage
from engine import clock
from engine.commands import bundles
from engine.commands.bundles import File
from engine.errors import EngineError

_FIRST_NO = 1001
# Failed calls are part of many cases; they show in the outcome, not in a log.
_QUIET = {"LOG_LEVEL": "ERROR", "REDIS_URL": ""}


@dataclass(frozen=True)
class Played:
    """One case that was played; it has passed when nothing differs and nothing hindered it."""

    case: Case
    differences: tuple[Difference, ...]
    hindrance: str | None = None

    @property
    def has_passed(self) -> bool:
        return not self.differences and self.hindrance is None


class Player:
    """Plays one case after the other on the same engine and the same systems."""

    def __init__(self, stage: Stage, process_ids: Mapping[str, str]) -> None:
        self._stage = stage
        self._process_ids = process_ids
        self._last_no = _FIRST_NO - 1

    def play(self, case: Case) -> Played:
        """Never raises for what is in the case or the library: what hinders it is said in the result."""
        try:
            found = self._found(case)
        except (CannotPlayError, EngineError) as error:
            return Played(case, (), "; ".join(filter(None, [str(error), self._stuck()])))
        except (KeyError, TypeError, ValueError) as error:
            return Played(case, (), f"the case is incomplete: {type(error).__name__} {error}")
        else:
            return Played(case, tuple(differences(case.expected, found)), self._stuck() or self._illegal_step())
        finally:
            self._stage.clear()

    def _found(self, case: Case) -> dict[str, Any]:
        process_id = self._process_ids.get(case.given["return_type"])
        if process_id is None:
            known = ", ".join(sorted(self._process_ids))
            raise CannotPlayError(f"no process serves returns of type {case.given['return_type']}; served are: {known}")
        if not (case.given.get("order") or {}).get("id"):
            raise CannotPlayError("the case has no order on file, and no process of the library starts without one")
        self._last_no += 1
        self._stage.systems.prepare(case)
        self._stage.begin_at(agenda.begins_at(case))
        break_systems(case, self._stage.systems)
        variables = start_variables(case, self._last_no)
        self._stage.start(process_id, variables, key=f"RMA-{self._last_no}", by=variables["requester"])
        Course(case, self._stage, variables).run()
        return outcome.found(self._stage, f"RMA-{self._last_no}")

    def _stuck(self) -> str | None:
        """Why the return did not come to its end, if it did not."""
        if not (self._stage.instance_id and self._stage.is_running):
            return None
        incidents = [f"{it.element_id}: {it.message}" for it in self._stage.incidents]
        tasks = [f"{it.element_id} waits for {', '.join(it.candidate_groups)}" for it in self._stage.open_tasks]
        return "the return did not end: " + ("; ".join(incidents or tasks) or "it waits for something that never comes")

    def _illegal_step(self) -> str | None:
        """The first step between statuses that the canonical model does not know, if there is one."""
        for before, after in pairwise(["DRAFT", *self._stage.statuses]):
            if before != after and not is_legal(before, after):
                return f"the process moved the return from {before} to {after}; the canonical model does not allow that"
        return None


@contextmanager
def opened(files: Sequence[File], process_ids: Mapping[str, str]) -> Iterator[Player]:
    """A player with a fresh database and fresh systems; InvalidModel lists what is wrong with the library."""
    with tempfile.TemporaryDirectory(prefix="returnflow-scenarios-") as name:
        folder = Path(name)
        app = create_app({"DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder / 'scenarios.db'}", **_QUIET})
        with app.app_context(), clock.use(clock.VirtualClock(clock.now())) as time, systems.running(folder) as world:
            db.metadata.create_all(db.engine)
            world.connect()
            with transaction() as conn:
                bundle_id = bundles.deploy(conn, files, name="scenarios", by="scenarios").id
            try:
                yield Player(Stage(time, world, bundle_id), process_ids)
            finally:
                app.extensions["returnflow.engines"].dispose()
