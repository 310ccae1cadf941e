"""Writes archived instances to files: JSON lines for programs, Parquet for analysts."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import orjson
from sqlalchemy import Connection

from designer.database import reading
from designer.errors import Invalid
from designer.tasklist.values import for_form
from engine.queries import archive, incidents, instances, jobs, tasks

_PAGE = 100
FORMATS = ("jsonl", "parquet")
Story = Mapping[str, Any]


def stories(since: datetime, before: datetime) -> Iterator[Story]:
    """Each archived instance that ended in that time as {instance, variables, history, tasks, jobs, incidents}."""
    last = 0
    while True:
        with reading() as conn:
            ids = archive.ended_ids(conn, since, before, last, _PAGE)
            for instance_id in ids:
                with archive.opened(conn, instance_id) as found:
                    yield _story(found, instance_id)
        if not ids:
            return
        last = ids[-1]


def _story(conn: Connection, instance_id: int) -> Story:
    return {
        "instance": vars(instances.get(conn, instance_id)),
        "variables": instances.variables(conn, instance_id),
        "history": [vars(entry) for entry in instances.history(conn, instance_id)],
        "tasks": [vars(task) for task in tasks.of_instance(conn, instance_id)],
        "jobs": [vars(job) for job in jobs.of_instance(conn, instance_id)],
        "incidents": [
            vars(found) for found in incidents.list_page(conn, state=None, instance_id=instance_id, limit=200).items
        ],
    }


def write(path: Path, kind: str, since: datetime, before: datetime) -> int:
    """Write them to a new file; returns the number of instances. Invalid for Parquet where pyarrow is missing."""
    with path.open("xb") as file:
        return {"jsonl": _as_lines, "parquet": _as_parquet}[kind](file, stories(since, before))


def _as_lines(file: IO[bytes], found: Iterator[Story]) -> int:
    count = 0
    for count, story in enumerate(found, start=1):  # noqa: B007 - the last one counts
        file.write(orjson.dumps(story, default=_plain) + b"\n")
    return count


def _plain(value: Any) -> Any:
    """FEEL values that JSON has not: exact numbers, moments and durations as text."""
    return for_form(value, {})


def _as_parquet(file: IO[bytes], found: Iterator[Story]) -> int:
    """One row per event of the history; `data` is JSON."""
    try:
        import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise Invalid("Parquet needs pyarrow: pip install 'returnflow[parquet]', or write jsonl") from error
    moment = pa.timestamp("us", tz="UTC")
    schema = pa.schema(
        [("instance_id", pa.int64()), ("business_key", pa.string()), ("process_id", pa.string()),
         ("bundle_id", pa.int64()), ("status", pa.string()), ("started_at", moment), ("ended_at", moment),
         ("at", moment), ("actor", pa.string()), ("kind", pa.string()), ("in_process", pa.string()),
         ("element_id", pa.string()), ("element_name", pa.string()), ("data", pa.string())]
    )  # fmt: skip
    count = 0
    with parquet.ParquetWriter(file, schema) as writer:
        for count, story in enumerate(found, start=1):  # noqa: B007
            writer.write_table(pa.Table.from_pylist(list(_events(story)), schema=schema))
    return count


def _events(story: Story) -> Iterator[dict[str, Any]]:
    of = story["instance"]
    head = {
        "instance_id": of["id"], "business_key": of["business_key"], "process_id": of["process_id"],
        "bundle_id": of["bundle_id"], "status": of["status"], "started_at": of["created_at"],
        "ended_at": of["ended_at"],
    }  # fmt: skip
    for entry in story["history"]:
        told = {key: entry[key] for key in ("at", "actor", "kind", "element_id", "element_name")}
        data = orjson.dumps(dict(entry["data"]), default=_plain).decode()
        yield {**head, **told, "in_process": entry["process_id"], "data": data}
