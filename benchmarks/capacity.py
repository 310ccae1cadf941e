"""What a return of the shipped library costs an installation as people have it: `returnflow up`, the API, simulators.

`python -m benchmarks capacity` plays returns of goods that are no longer wanted from request to credit, a few at a
time, and prints what each took. RETURNFLOW_BENCH_SCRAPE=FILE keeps the metrics, from which `returnflow simulate` and
the capacity page of the help work out the rest.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx

from benchmarks.http_api import until
from benchmarks.ports import free_ports
from designer.app import create_app
from designer.catalog.simulators import CONNECTORS
from designer.cli.demo import records
from designer.identity import demo_logins, tokens
from designer.identity.actor import SYSTEM
from designer.migrations import upgrade
from designer.returntypes import shipped

AT_ONCE = 4
QUANTITY = 40  # so many that a person has to approve
LOOK_SECONDS = 0.2  # as often as somebody looks who waits
PATIENCE_SECONDS = 60.0
FOUND = {"line": 1, "qty": str(QUANTITY), "code": "OK_SEALED"}
TICKS = os.sysconf("SC_CLK_TCK")


class Installation:
    """`returnflow up` in a folder of its own, with a token for everybody of the demo."""

    def __init__(self, folder: Path) -> None:
        self._port = free_ports(1 + len(CONNECTORS))
        environment = {
            **os.environ,
            "RETURNFLOW_DATA_DIR": str(folder),
            "RETURNFLOW_PORT": str(self._port),
            "RETURNFLOW_SIMULATOR_PORT": str(self._port + 1),
        }
        self._tokens = _prepared(folder)
        self._client = httpx.Client(trust_env=False, timeout=PATIENCE_SECONDS)
        self._server = subprocess.Popen(
            [sys.executable, "-m", "designer.cli", "up"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self._is_up)

    def api(self, username: str, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._tokens[username]}"}
        url = f"http://127.0.0.1:{self._port}/api/v1/{path}"
        return self._client.request(method, url, headers=headers, **options).raise_for_status().json()

    def simulator(self, name: str, method: str, path: str, body: Any = None) -> None:
        port = self._port + 1 + CONNECTORS.index(name)
        self._client.request(method, f"http://127.0.0.1:{port}/_sim/{path}", json=body).raise_for_status()

    def metrics(self) -> str:
        return self._client.get(f"http://127.0.0.1:{self._port}/metrics").raise_for_status().text

    def processor_seconds(self) -> float:
        """Of web server and workers so far; simulators are other systems."""
        return sum(_seconds_of(pid) for pid, text in _below(self._server.pid) if "simulators" not in text)

    def close(self) -> None:
        self._client.close()
        self._server.terminate()
        self._server.wait()

    def _is_up(self) -> bool:
        try:
            ports = [(self._port, "readyz"), *((self._port + 1 + n, "_sim/faults") for n in range(len(CONNECTORS)))]
            return all(self._client.get(f"http://127.0.0.1:{port}/{path}").is_success for port, path in ports)
        except httpx.HTTPError:
            return False


def run(rounds: int) -> None:
    """Print what one return took; the first ones warm up."""
    with tempfile.TemporaryDirectory() as directory:
        installation = Installation(Path(directory))
        try:
            orders = [f"SO-{7000 + number}" for number in range(AT_ONCE + rounds)]
            _seed(installation, orders)
            _play(installation, orders[:AT_ONCE])
            before, processor, began_at = _totals(installation), installation.processor_seconds(), monotonic()
            _play(installation, orders[AT_ONCE:])
            seconds, processor = monotonic() - began_at, installation.processor_seconds() - processor
            after = _totals(installation)
            print(f"{rounds} returns, {AT_ONCE} at a time, {seconds / rounds:.2f} s apart")
            for name in after:
                print(f"per return: {(after[name] - before[name]) / rounds:8.2f} {name}")
            print(f"per return: {1000 * processor / rounds:8.1f} ms of processor time, web server and worker")
            if file := os.environ.get("RETURNFLOW_BENCH_SCRAPE"):
                Path(file).write_text(installation.metrics())
        finally:
            installation.close()


def _play(at: Installation, orders: list[str]) -> None:
    waiting, working = list(orders), list[_Return]()
    while waiting or working:
        while waiting and len(working) < AT_ONCE:
            working.append(_Return(at, waiting.pop(0)))
        working = [one for one in working if not one.has_moved_to_its_end()]
        sleep(LOOK_SECONDS)


class _Return:
    """One return, and what people and systems do for it."""

    def __init__(self, at: Installation, order_no: str) -> None:
        self._at = at
        line = {"line": 1, "sku": "BRG-6205", "qty": str(QUANTITY), "condition": "sealed"}
        body = {"order_no": order_no, "notes": "too many", "lines": [line]}
        self._no = at.api("csr1", "POST", "returns", json=body)["no"]
        self._acts: dict[str, Callable[[Mapping[str, Any]], bool]] = {
            "UNDER_REVIEW": lambda _view: self._complete("lead1", {"decision": "APPROVE"}),
            "AWAITING_SHIPMENT": self._scan,
            "IN_TRANSIT": self._receive,
            "INSPECTING": lambda _view: self._complete("insp1", {"lots": [FOUND]}),
        }

    def has_moved_to_its_end(self) -> bool:
        """Do what it waits for, if that was not done yet; whether it is closed."""
        view = self._at.api("csr1", "GET", f"returns/{self._no}")
        act = self._acts.get(view["status"])
        if act is not None and act(view):
            del self._acts[view["status"]]
        return bool(view["status"] == "CLOSED")

    def _complete(self, username: str, data: Mapping[str, Any]) -> bool:
        page = self._at.api(username, "GET", "tasks", params={"q": f"RMA-{self._no}"})
        for task in page["items"][:1]:
            self._at.api(username, "POST", f"tasks/{task['id']}/complete", json={"data": data})
        return bool(page["items"])

    def _scan(self, view: Mapping[str, Any]) -> bool:
        number = view["tracking_number"]
        if number is not None:
            self._at.simulator("carrier", "POST", "actions/scan", {"tracking_number": number, "status": "in_transit"})
        return number is not None

    def _receive(self, _view: Mapping[str, Any]) -> bool:
        line = {"line": 1, "sku": "BRG-6205", "qty": str(QUANTITY), "serials": []}
        self._at.simulator("wms", "POST", "actions/post_receipt", {"rma_number": f"RMA-{self._no}", "lines": [line]})
        return True


def _prepared(folder: Path) -> Mapping[str, str]:
    """Tables, people, the shipped library; the tokens of the people."""
    app = create_app({"DATA_DIR": folder, "LOG_LEVEL": "WARNING"})
    with app.app_context():
        engines = app.extensions["returnflow.engines"]
        upgrade(engines.write)
        demo_logins.load(SYSTEM)
        shipped.install(SYSTEM)
        made = {name: tokens.create(SYSTEM, name, "benchmark").text for name in ("csr1", "lead1", "insp1")}
        engines.dispose()
    return made


def _seed(at: Installation, orders: list[str]) -> None:
    seeds = records.records(datetime.now(UTC).date())
    pattern = next(order for order in seeds["erp"]["orders"] if order["id"] == "SO-2020")
    line = {**pattern["lines"][0], "qty_ordered": QUANTITY}
    ours = [{**pattern, "id": number, "invoice_id": f"INV-{number}", "lines": [line]} for number in orders]
    for name, kinds in seeds.items():
        at.simulator(name, "POST", "seed", {**kinds, "orders": ours} if name == "erp" else kinds)


_COUNTED = {
    "requests that change something": r'http_request_seconds_count\{[^}]*method="POST"[^}]*\} (\S+)',
    "looks": r'http_request_seconds_count\{[^}]*method="GET"[^}]*\} (\S+)',
    "calls of connectors": r"connector_call_seconds_count\{[^}]*\} (\S+)",
    "commits": r"commit_seconds_count (\S+)",
    "steps": r"advances_total (\S+)",
}


def _totals(at: Installation) -> Mapping[str, float]:
    text = at.metrics()
    return {
        name: sum(map(float, re.findall(f"^returnflow_{pattern}$", text, re.MULTILINE)))
        for name, pattern in _COUNTED.items()
    }


def _below(pid: int) -> list[tuple[int, str]]:
    """(process id, command line) of all that a process started."""
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += [(int(child), Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")), *_below(int(child))]
    return found


def _seconds_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
