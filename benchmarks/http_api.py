"""The standard return over HTTP: a web process with API tokens, policy and validation, and a worker beside it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any

import httpx

from benchmarks.ports import free_port
from benchmarks.sample import START, Measured
from engine.commands import jobs
from engine.store.database import create_engines

PATIENCE_SECONDS = 30.0


class HttpContender:
    """`returnflow web` as a process of its own; the jobs are answered from here, as connectors would answer them."""

    name = "Returnflow, HTTP"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        developer, clerk = self._install()
        environment = {**os.environ, **self._settings()}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "designer.cli", "web"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        base = f"http://127.0.0.1:{self.port}"
        self._programs = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {developer}"})
        self._people = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {clerk}"})
        self._until(self._answers)
        self._engines = create_engines(f"sqlite:///{folder / 'returnflow.db'}")
        self._stopping = threading.Event()
        self._worker = threading.Thread(target=self._work, daemon=True)
        self._worker.start()
        self.count = 0

    def measure(self, rounds: int) -> Measured:
        before = self._size()
        begin = perf_counter()
        task_seconds = [self.run() for _ in range(rounds)]
        return Measured.of(self.name, perf_counter() - begin, task_seconds, (self._size() - before) // rounds)

    def run(self) -> float:
        """One standard return from start to end; returns the seconds that completing the user task took."""
        self.count += 1
        key = f"http-{self.count}"
        start = {"process_id": "standard_return", "business_key": key, "variables": {**START, "order_no": key}}
        instance = self._post(self._programs, "/api/v1/instances", start)["instance_id"]
        task = self._until(lambda: self._task(key))
        begin = perf_counter()
        self._post(self._people, f"/api/v1/tasks/{task}/complete", {"data": {}})
        task_seconds = perf_counter() - begin
        message = {"name": "goods_received", "correlation_key": key, "message_id": key}
        self._post(self._programs, "/api/v1/messages", message)
        self._until(lambda: self._status(instance) == "completed")
        return task_seconds

    def close(self) -> None:
        self._stopping.set()
        self._worker.join()
        self._server.terminate()
        self._server.wait()
        self._engines.dispose()

    def _settings(self) -> dict[str, str]:
        return {"RETURNFLOW_DATA_DIR": str(self.folder), "RETURNFLOW_PORT": str(self.port)}

    def _install(self) -> list[str]:
        """Database, people and the process; returns the tokens of a program and of a clerk."""
        command = [sys.executable, "-m", "benchmarks.installation", str(self.folder)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()

    def _work(self) -> None:
        while not self._stopping.is_set():
            with self._engines.write.begin() as conn:
                claimed = jobs.claim(conn, "benchmark", limit=10)
            for job in claimed:
                with self._engines.write.begin() as conn:
                    jobs.complete(conn, job, {"id": f"{job.operation}-1"}, None)
            if not claimed:
                sleep(0.001)

    def _task(self, key: str) -> int | None:
        found = self._people.get("/api/v1/tasks", params={"q": key}).raise_for_status().json()["items"]
        return int(found[0]["id"]) if found else None

    def _status(self, instance: int) -> str:
        return str(self._programs.get(f"/api/v1/instances/{instance}").raise_for_status().json()["status"])

    def _post(self, client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = client.post(path, json=body).raise_for_status()
        return dict(answer.json()) if answer.content else {}

    def _answers(self) -> bool:
        try:
            return self._programs.get("/health").is_success
        except httpx.TransportError:
            return False

    def _until(self, look: Callable[[], Any]) -> Any:
        deadline = monotonic() + PATIENCE_SECONDS
        while not (found := look()):
            if monotonic() > deadline:
                raise TimeoutError(f"nothing within {PATIENCE_SECONDS} s")
        return found

    def _size(self) -> int:
        return sum(path.stat().st_size for path in self.folder.glob("returnflow.db*"))
