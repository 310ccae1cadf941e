"""The naive wrapper and the engine API as peers are: `python -m benchmarks.peers.ours naive|engine DATABASE`."""

import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from benchmarks.engine_api import EngineContender
from benchmarks.naive import NaiveWrapper
from benchmarks.peers import conversation
from benchmarks.peers.outcome import check
from benchmarks.sample import START
from engine.queries import instances


def naive(database: str) -> None:
    wrapper = NaiveWrapper(Path(database))

    def run(number: int) -> float:
        return wrapper.run({**START, "order_no": f"SO-{number}"})[1]

    def size() -> int:
        wrapper.connection.execute("PRAGMA wal_checkpoint(RESTART)")
        return Path(database).stat().st_size

    def last() -> None:
        row = wrapper.connection.execute("SELECT state FROM instance ORDER BY id DESC LIMIT 1").fetchone()
        if row:
            check("the last return", json.loads(row[0])["data"])

    conversation.answer(version("SpiffWorkflow"), run, _checked(size, last))


def engine(url: str) -> None:
    contender = EngineContender("engine", url)

    def last() -> None:
        with contender.conn.begin():
            for view in instances.find(contender.conn, contender.key)[-1:]:
                ended = view.status == "completed"
                check(contender.key, instances.variables(contender.conn, view.id) if ended else {"status": view.status})

    conversation.answer(version("returnflow"), lambda _: contender.run(), _checked(contender.size, last))
    contender.close()


def _checked(size: Callable[[], int], check_last: Callable[[], None]) -> Callable[[], int]:
    """The size, asked before and after each turn, when the last return is looked at too."""

    def both() -> int:
        check_last()
        return size()

    return both


if __name__ == "__main__":
    {"naive": naive, "engine": engine}[sys.argv[1]](sys.argv[2])
