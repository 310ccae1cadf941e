"""The folder in which the processes of one machine keep their counters, so that any of them can tell the sum.

Each process writes files of its own. Those of processes that have ended are added up in one file per kind, so that a
counter never falls and the folder does not grow. Two machines, or two containers, must not share a folder: their
process ids would meet.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# The name that prometheus-client reads when it is imported.
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_SUM = 0  # no process has this id


def share(data_dir: Path) -> None:
    """Let this process and those it starts count into one folder; to be called before metrics are made."""
    path = Path(os.environ.setdefault(VARIABLE, str(data_dir / "metrics")))
    path.mkdir(parents=True, exist_ok=True)


def shared() -> Path | None:
    """The folder, or None where the process counts for itself alone."""
    path = os.environ.get(VARIABLE)
    return Path(path) if path else None


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep others from reading or adding up for the time of the block."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def add_up_ended(folder: Path) -> None:
    """Move what ended processes have counted into the sums; to be called while the folder is `held`."""
    for path in sorted(folder.glob("*_*.db")):
        kind, _, pid = path.stem.rpartition("_")
        if pid.isdecimal() and int(pid) != _SUM and not _is_alive(int(pid)):
            _add(path, folder / f"{kind}_{_SUM}.db")


def _add(path: Path, total: Path) -> None:
    from prometheus_client.mmap_dict import MmapedDict  # noqa: PLC0415 - what it counts with is chosen at its import

    open_file: Any = MmapedDict  # it has no types
    sums = open_file(str(total))
    for key, value, _, _ in open_file.read_all_values_from_file(str(path)):
        sums.write_value(key, sums.read_value(key)[0] + value, 0.0)
    sums.close()
    path.unlink()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
