"""The ledger: a process of its own that counts effects by business identity and misbehaves on a share of its calls.

It keeps the contract that real systems keep: the same key has one effect, and an effect is found by its key. What is
counted is (return, operation, line); an effect under another key counts again, however equal it is.
"""

import argparse
import hashlib
import json
import random
import socket
import sqlite3
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

# How often each fault comes among those that strike.
WEIGHTS = {
    "500": 3, "503": 2, "429": 2, "reset_before": 3, "reset_after": 4, "slow": 2, "malformed": 3, "truncated": 3,
    "doubled": 2, "answered_twice": 2, "late": 1,
}  # fmt: skip
_SCHEMA = """
CREATE TABLE IF NOT EXISTS call (
  seq INTEGER PRIMARY KEY, at REAL NOT NULL, return_no TEXT NOT NULL, operation TEXT NOT NULL, line TEXT NOT NULL,
  amount TEXT NOT NULL, fault TEXT NOT NULL, fate TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS effect (
  entry_no INTEGER PRIMARY KEY, return_no TEXT NOT NULL, operation TEXT NOT NULL, line TEXT NOT NULL,
  amount TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, request_hash TEXT NOT NULL, body TEXT NOT NULL);
"""


class Books:
    """The file of the ledger; every call is on the disk before it is answered."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.executescript(f"PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; {_SCHEMA}")
        self._lock = threading.Lock()

    def post(self, entry: dict[str, str], key: str, fault: str) -> tuple[int, dict[str, Any], bool]:
        """(status, answer, whether it stood before) of an entry; key and effect are kept in one commit."""
        asked = hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            known = self._connection.execute("SELECT request_hash, body FROM answer WHERE key=?", (key,)).fetchone()
            if known is None:
                fate, status, body = "applied", 201, self._apply(entry)
                self._connection.execute("INSERT INTO answer VALUES (?, ?, ?)", (key, asked, json.dumps(body)))
            elif known[0] == asked:
                fate, status, body = "replayed", 200, json.loads(known[1])
            else:
                fate, status, body = "conflict", 409, {"error": {"code": "KeyReused", "message": "another request"}}
            self._note(entry, fault, fate)
            self._connection.execute("COMMIT")
        return status, body, fate == "replayed"

    def find(self, key: str) -> dict[str, Any]:
        """What stands under a key, as a look-up answers it."""
        with self._lock:
            row = self._connection.execute("SELECT body FROM answer WHERE key=?", (key,)).fetchone()
        if row is None:
            return {"found": False}
        body = json.loads(row[0])
        return {"found": True, "type": "entry", "id": body["entry_no"], "document": body}

    def note(self, entry: dict[str, str], fault: str, fate: str) -> None:
        """Write down a call that had no effect."""
        with self._lock:
            self._note(entry, fault, fate)

    def _apply(self, entry: dict[str, str]) -> dict[str, Any]:
        values = (entry["return_no"], entry["operation"], entry["line"], entry["amount"])
        cursor = self._connection.execute(
            "INSERT INTO effect (return_no, operation, line, amount) VALUES (?, ?, ?, ?)", values
        )
        fields = {name: entry[name] for name in ("return_no", "line", "amount")}
        return {**fields, "entry_no": f"E-{cursor.lastrowid}"}

    def _note(self, entry: dict[str, str], fault: str, fate: str) -> None:
        self._connection.execute(
            "INSERT INTO call (at, return_no, operation, line, amount, fault, fate) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (time.time(), *(entry[name] for name in ("return_no", "operation", "line", "amount")), fault, fate),
        )


class Moods:
    """Draws the fault of each call, from a seed."""

    def __init__(self, seed: str, share: float, late_seconds: float) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self.share = share
        self.late_seconds = late_seconds

    def draw(self) -> str:
        with self._lock:
            if self._random.random() >= self.share:
                return ""
            return self._random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]


class Handler(BaseHTTPRequestHandler):
    """One connection; the class attributes are set before the server starts."""

    protocol_version = "HTTP/1.1"
    books: Books
    moods: Moods

    def do_GET(self) -> None:
        key = parse_qs(urlsplit(self.path).query).get("key", [""])[0]
        fault = self.moods.draw()
        if self._fails_early(fault):
            return
        self._answer(200, self.books.find(key), fault)

    def do_POST(self) -> None:
        entry = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        fault = self.moods.draw()
        if self._fails_early(fault):
            self.books.note(entry, fault, "failed")
            return
        if fault == "late":  # the caller has given up and looked by now
            time.sleep(self.moods.late_seconds)
        key = self.headers["Idempotency-Key"]
        status, body, is_replayed = self.books.post(entry, key, fault)
        if fault == "doubled":
            status, body, is_replayed = self.books.post(entry, key, fault)
        self._answer(status, body, fault, is_replayed=is_replayed)

    def _fails_early(self, fault: str) -> bool:
        if fault == "reset_before":
            self._reset()
        elif fault in {"500", "503", "429"}:
            extra = {"Retry-After": "1"} if fault == "429" else {}
            self._send(int(fault), json.dumps({"error": {"code": "Fault", "message": fault}}).encode(), extra)
        elif fault == "slow":
            time.sleep(self.moods.late_seconds / 5)
            return False
        else:
            return False
        return True

    def _answer(self, status: int, body: dict[str, Any], fault: str, *, is_replayed: bool = False) -> None:
        content = json.dumps(body).encode()
        extra = {"Idempotent-Replayed": "true"} if is_replayed else {}
        if fault == "reset_after":
            self._reset()
        elif fault == "malformed":
            self._send(status, content[: len(content) // 2], extra)
        elif fault == "truncated":
            self._send(status, content[: len(content) // 2], extra, length=len(content))
            self.close_connection = True
        else:
            self._send(status, content, extra)
            if fault == "answered_twice":
                self._send(status, content, extra)

    def _send(self, status: int, content: bytes, extra: dict[str, str], length: int | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **extra}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            return  # the caller was killed

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            return

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing: the file is the record."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def shutdown_request(self, request: Any) -> None:
        # Closing at once, without a shutdown before, is what makes a reset of it.
        self.close_request(request)


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--share", type=float, default=0.3)
    parser.add_argument("--late-seconds", type=float, default=3.0)
    options = parser.parse_args()
    Handler.books = Books(options.path)
    Handler.moods = Moods(f"ledger:{options.seed}", options.share, options.late_seconds)
    Server(("127.0.0.1", options.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
