"""Reads worked cases: one JSON object per line, `input` is what the world does, `expected` what must come out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import orjson


class BadCaseFileError(Exception):
    """The file cannot be played; the message names the line, what was expected and what was found."""


class _BadCase(Exception):
    """One line is no case; the line number is added on the way out."""


@dataclass(frozen=True)
class Case:
    """One worked case; `given` is its `input`, shaped as domain cases are (amounts and quantities as texts)."""

    id: str
    title: str
    line_no: int
    given: Mapping[str, Any]
    expected: Mapping[str, Any]

    @property
    def request(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.given["request"]
        return found

    @property
    def requested_on(self) -> date:
        return date.fromisoformat(self.request["date"])

    @property
    def system_events(self) -> frozenset[str]:
        return frozenset(self.given.get("system_events") or ())

    def day(self, name: str) -> date | None:
        """A date of the logistics, such as `first_scan`; None when it never came."""
        text = (self.given.get("logistics") or {}).get(name)
        return date.fromisoformat(text) if text else None


def read(path: Path, only: Collection[str] = ()) -> list[Case]:
    """The cases of a JSONL file, in its order; `only` keeps these ids. BadCaseFileError names the first bad line."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise BadCaseFileError(f"{path}: cannot be read ({error.strerror}); give a file of worked cases") from error
    cases = list(_cases(path, text))
    if not cases:
        raise BadCaseFileError(f"{path}: expected one JSON object per line, found no line")
    missing = sorted(set(only) - {case.id for case in cases})
    if missing:
        raise BadCaseFileError(f"{path}: there is no case {', '.join(missing)}; check --only")
    return [case for case in cases if not only or case.id in only]


def _cases(path: Path, text: bytes) -> Iterator[Case]:
    seen: dict[str, int] = {}
    for line_no, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            case = _case(line, line_no)
        except _BadCase as error:
            raise BadCaseFileError(f"{path}, line {line_no}: {error}") from error
        if case.id in seen:
            raise BadCaseFileError(f"{path}, line {line_no}: case {case.id} stands on line {seen[case.id]} already")
        seen[case.id] = line_no
        yield case


def _case(line: bytes, line_no: int) -> Case:
    try:
        raw = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise _BadCase(f"expected a JSON object, found something else ({error})") from error
    if not isinstance(raw, dict):
        raise _BadCase(f"expected a JSON object, found {type(raw).__name__}")
    case_id = _texts(raw, "id")
    given, expected = _object(raw, "input"), _object(raw, "expected")
    _check_input(given)
    return Case(case_id, str(raw.get("title") or ""), line_no, given, expected)


def _check_input(given: Mapping[str, Any]) -> None:
    _texts(given, "return_type", "input.")
    _texts(_object(given, "customer", "input."), "id", "input.customer.")
    request = _object(given, "request", "input.")
    _check_date(request.get("date"), "input.request.date")
    order = given.get("order")
    if order is not None and _object(given, "order", "input.").get("delivery_date"):
        _check_date(order["delivery_date"], "input.order.delivery_date")
    for name in ("rma_issued", "first_scan", "received_date", "cancelled"):
        if (given.get("logistics") or {}).get(name):
            _check_date(given["logistics"][name], f"input.logistics.{name}")
    lines = given.get("lines")
    if not isinstance(lines, list) or not lines:
        raise _BadCase("expected input.lines as a list with at least one line")
    for index, line in enumerate(lines):
        _check_line(line, f"input.lines[{index}]")


def _check_line(line: Any, where: str) -> None:
    if not isinstance(line, dict):
        raise _BadCase(f"expected {where} as an object, found {line!r:.40}")
    _texts(line, "sku", f"{where}.")
    for name in ("line", "qty_ordered", "qty_requested", "list_price", "unit_cost"):
        try:
            Decimal(str(line.get(name)))
        except InvalidOperation:
            raise _BadCase(f"expected {where}.{name} as a number, found {line.get(name)!r:.40}") from None


def _check_date(value: Any, where: str) -> None:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _BadCase(f"expected {where} as a date like 2026-03-12, found {value!r:.40}") from None


def _object(raw: Mapping[str, Any], name: str, where: str = "") -> Mapping[str, Any]:
    value = raw.get(name)
    if not isinstance(value, dict):
        raise _BadCase(f"expected {where}{name} as an object, found {value!r:.40}")
    return value


def _texts(raw: Mapping[str, Any], name: str, where: str = "") -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not value:
        raise _BadCase(f"expected {where}{name} as a text, found {value!r:.40}")
    return value
