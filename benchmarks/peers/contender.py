"""A peer as a contender: as many processes of its own as there are clients, each in the peer's environment."""

import json
import subprocess
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.sample import Measured

ROOT = Path(__file__).parents[2]


class PeerContender:
    """`command` starts a client that speaks as conversation.py says; the first one makes the tables."""

    def __init__(self, name: str, command: list[str], clients: int) -> None:
        self.processes: list[subprocess.Popen[str]] = []
        try:
            version = _answer(self._start(command))["version"]
            for process in [self._start(command) for _ in range(clients - 1)]:
                _answer(process)
        except BaseException:
            self.close()
            raise
        self.name = name.format(version=version)

    def measure(self, rounds: int) -> Measured:
        share = max(1, rounds // len(self.processes))
        before = self._size()
        begin = perf_counter()
        for process in self.processes:
            _ask(process, f"run {share}")
        answers = [_answer(process) for process in self.processes]
        seconds = perf_counter() - begin
        task_seconds = list(chain.from_iterable(answer["task_seconds"] for answer in answers))
        grown = (self._size() - before) / len(task_seconds)
        processor = sum(answer["cpu_seconds"] for answer in answers)
        return Measured.of(self.name, seconds, task_seconds, grown, processor)

    def close(self) -> None:
        for process in self.processes:
            if process.stdin is not None:
                process.stdin.close()
            process.wait(timeout=60)

    def _start(self, command: list[str]) -> subprocess.Popen[str]:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        return process

    def _size(self) -> int:
        _ask(self.processes[0], "size")
        return int(_answer(self.processes[0])["bytes"])


def _ask(process: subprocess.Popen[str], request: str) -> None:
    assert process.stdin is not None  # noqa: S101 - it was started with one
    process.stdin.write(f"{request}\n")
    process.stdin.flush()


def _answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None  # noqa: S101
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"{process.args}: expected an answer, but it ended with {process.wait()}")
    found: dict[str, Any] = json.loads(line)
    return found
