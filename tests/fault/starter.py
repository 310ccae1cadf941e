"""The starter: asks for returns, completes tasks, sends messages, retries incidents; killed at random like the rest.

What it has begun stands in a file before it is sent, so after a kill it sends everything that is not known to be over
once more: the same start keys, the same message ids, late and out of order.
"""

import json
import os
import random
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from connectors.sdk import webhook
from engine import clock
from tests.fault import plan

BELL_EVERY_SECONDS = 1.0
PAGE = 200
AGAIN_SHARE = 0.1  # of the running returns are told again in each round


@dataclass
class Progress:
    """How far the starter is; returns below `low` are known to be over, bells below `bell_low` to have begun."""

    next: int = 0
    low: int = 0
    bell: int = 0
    bell_low: int = 0
    retried: int = 0
    is_over: bool = False

    @classmethod
    def read(cls, path: Path) -> "Progress":
        return cls(**json.loads(path.read_text())) if path.exists() else cls()

    def keep(self, path: Path) -> None:
        unfinished = path.with_suffix(".new")
        unfinished.write_text(json.dumps(asdict(self)))
        unfinished.replace(path)


class Starter:
    """One life of the starter."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        self._path = Path(settings["progress"])
        self._at = Progress.read(self._path)
        self._client = httpx.Client(trust_env=False, timeout=8, limits=httpx.Limits(max_connections=8))
        self._random = random.Random(f"{settings['seed']}:{os.getpid()}")
        self._pool = ThreadPoolExecutor(6)
        self._unbegun: set[int] = set(range(self._at.low, self._at.next))
        self._untold: set[int] = set(self._unbegun)
        self._bells: set[int] = set(range(self._at.bell_low, self._at.bell))
        self._rung_at = 0.0

    def run(self) -> None:
        """Work until the stop file is there and everything is over."""
        while not self._at.is_over:
            running = self._running()
            if running is None:
                time.sleep(0.2)
                continue
            self._note(running)
            self._begin(len(running))
            self._ring()
            self._tell(running)
            self._complete_tasks()
            self._retry_incidents()
            time.sleep(0.05)

    def _running(self) -> set[int] | None:
        """Numbers of the returns that run; None while the server does not answer."""
        found: set[int] = set()
        cursor: str | None = None
        while True:
            query = {"status": "running", "process_id": "fault_return", "limit": PAGE}
            page = self._get("instances", query | ({"cursor": cursor} if cursor else {}))
            if page is None:
                return None
            found |= {int(item["business_key"].removeprefix("R-")) for item in page["items"]}
            cursor = page.get("next_cursor")
            if not cursor:
                return found

    def _note(self, running: set[int]) -> None:
        self._at.low = min((*running, *self._unbegun, self._at.next))
        self._at.bell_low = min((*self._bells, self._at.bell))
        is_idle = not running and not self._unbegun and not self._bells
        is_all = self._is_stopping() or self._at.next >= self._settings["returns"]
        self._at.is_over = is_idle and is_all and not self._other_instances()
        self._at.keep(self._path)

    def _other_instances(self) -> bool:
        page = self._get("instances", {"status": "running", "limit": 1})
        return page is None or bool(page["items"])

    def _is_stopping(self) -> bool:
        return Path(self._settings["stop"]).exists()

    def _begin(self, running: int) -> None:
        free = 0 if self._is_stopping() else max(0, min(self._settings["window"] - running, 25))
        free = min(free, self._settings["returns"] - self._at.next)
        new = range(self._at.next, self._at.next + free)
        self._at.next += free
        self._at.keep(self._path)
        self._unbegun |= set(new)
        self._untold |= {number for number in new if self._plan(number).goods != plan.LATE}
        self._each(self._begin_one, sorted(self._unbegun)[:50])

    def _begin_one(self, number: int) -> None:
        asked = self._plan(number)
        body = {"process_id": "fault_return", "business_key": asked.return_no, "variables": asked.variables}
        if asked.goods == plan.EARLY:
            self._tell_one(number)
        if self._post("instances", {**body, "bundle_id": self._settings["bundle_id"]}):
            self._unbegun.discard(number)

    def _ring(self) -> None:
        is_needed = self._at.low < self._at.next and not self._bells
        if is_needed and time.monotonic() - self._rung_at > BELL_EVERY_SECONDS:
            self._rung_at = time.monotonic()
            self._bells.add(self._at.bell)
            self._at.bell += 1
            self._at.keep(self._path)
        self._each(self._ring_one, sorted(self._bells))

    def _ring_one(self, number: int) -> None:
        key = f"B-{number}"
        body = {"process_id": "fault_bell", "business_key": key, "variables": {"return_no": key}}
        if self._post("instances", {**body, "bundle_id": self._settings["bundle_id"]}):
            self._bells.discard(number)

    def _tell(self, running: set[int]) -> None:
        """Tell of goods: what was not told yet, what is late by now, and some of it again."""
        again = {number for number in running if self._random.random() < AGAIN_SHARE}
        self._each(self._tell_one, sorted((self._untold & running) | again))

    def _tell_one(self, number: int) -> None:
        message_id = f"goods:{number}"
        content = {"type": "goods.moved", "data": {"return_no": f"R-{number}"}}
        body = json.dumps(content).encode()
        headers = webhook.sign(self._settings["webhook_secret"], message_id, clock.now(), body)
        if self._send("POST", "webhooks/books", content=body, headers={**headers, "Content-Type": "application/json"}):
            self._untold.discard(number)

    def _complete_tasks(self) -> None:
        page = self._get("tasks", {"limit": PAGE})
        self._each(self._complete, [item["id"] for item in page["items"]] if page else [])

    def _complete(self, task_id: int) -> None:
        self._post(f"tasks/{task_id}/complete", {"data": {}})

    def _retry_incidents(self) -> None:
        page = self._get("incidents", {"state": "open", "limit": PAGE})
        for item in page["items"] if page else []:
            if self._post(f"incidents/{item['id']}/retry", None):
                self._at.retried += 1

    def _plan(self, number: int) -> plan.Return:
        return plan.make(self._settings["seed"], number, self._settings["lines"])

    def _each(self, act: Callable[[int], None], ids: Iterable[int]) -> None:
        list(self._pool.map(act, ids))

    def _get(self, path: str, query: dict[str, Any]) -> Any | None:
        response = self._send("GET", path, params=query)
        return response.json() if response is not None else None

    def _post(self, path: str, body: Any) -> httpx.Response | None:
        return self._send("POST", path, json=body) if body is not None else self._send("POST", path)

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """The answer to a request, None when there was no good one: then it is sent again some time."""
        headers = {"Authorization": f"Bearer {self._settings['token']}", **options.pop("headers", {})}
        if path.startswith("webhooks/"):
            del headers["Authorization"]
        try:
            response = self._client.request(
                method, f"http://127.0.0.1:{self._settings['port']}/api/v1/{path}", headers=headers, **options
            )
        except httpx.HTTPError:
            return None
        if response.status_code >= 400 and response.status_code not in (409, 503):
            print(response.status_code, path, response.text[:300], flush=True)  # noqa: T201 (its log)
        return response if response.is_success else None


def main() -> None:
    """Live until everything is over."""
    Starter(json.loads(Path(os.environ["FAULT_STARTER"]).read_text())).run()
