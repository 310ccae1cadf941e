"""Runs the OMG's DMN compatibility kit: `python -m engine.dmn.tck DIR` prints each failure and the totals."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from lxml import etree

from engine.dmn.decisions import DecisionModel, load
from engine.dmn.feel.comparison import equal
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Run
from engine.dmn.feel.temporal import parse_date, parse_datetime, parse_duration, parse_time
from engine.dmn.feel.values import Value, kind
from engine.dmn.markup import child, children, content, local
from engine.errors import EngineError

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_READERS: dict[str, Callable[[str], Value]] = {
    **dict.fromkeys(("decimal", "double", "integer", "int", "long", "float"), Decimal),
    **dict.fromkeys(("duration", "dayTimeDuration", "yearMonthDuration"), parse_duration),
    "boolean": lambda text: text in ("true", "1"),
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_datetime,
}
# results of functions such as exp are quoted by the kit with fewer digits than we give
_TOLERANCE = Decimal("1e-8")


@dataclass
class Totals:
    """Counted cases; `valued` are those that expect something other than null."""

    passed: int = 0
    failed: int = 0
    valued_passed: int = 0
    valued: int = 0
    failures: list[str] = field(default_factory=list)

    def count(self, name: str, is_passed: bool, is_valued: bool, detail: str) -> None:
        self.passed += is_passed
        self.failed += not is_passed
        self.valued += is_valued
        self.valued_passed += is_passed and is_valued
        if not is_passed:
            self.failures.append(f"{name}: {detail}")


def read_value(element: etree._Element | None) -> Value:
    """The FEEL value of an expected result or an input node."""
    if element is None:
        return None
    for part in children(element):
        match local(part):
            case "list":
                return [read_value(item) for item in children(part, "item")]
            case "component":
                return {str(c.get("name")): read_value(c) for c in children(element, "component")}
            case "value":
                return _scalar(part)
    return None


def _scalar(element: etree._Element) -> Value:
    if element.get(_NIL) == "true":
        return None
    text = element.text or ""
    read = _READERS.get((element.get(_TYPE) or "xsd:string").rpartition(":")[2])
    return read(text.strip()) if read else text


def is_same(found: Value, expected: Value) -> bool:
    """Equal as FEEL values, numbers within the tolerance."""
    if isinstance(found, Decimal) and isinstance(expected, Decimal):
        return abs(found - expected) <= _TOLERANCE * max(Decimal(1), abs(expected))
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(is_same, found, expected))
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(is_same(found[key], expected[key]) for key in found)
    return kind(found) == kind(expected) and equal(found, expected, Run()) is True


def run_directory(directory: Path, totals: Totals) -> None:
    """All test files below a directory; a model that cannot be loaded fails its cases."""
    for file in sorted(directory.rglob("*-test-*.xml")):
        _run_file(file, totals)


def _run_file(file: Path, totals: Totals) -> None:
    root = etree.parse(file, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)).getroot()
    name = content(child(root, "modelName")) or ""
    model: DecisionModel | EngineError
    try:
        model = _load(file.parent, name)
    except EngineError as error:
        model = error
    for case in children(root, "testCase"):
        for result in children(case, "resultNode"):
            label = f"{file.parent.name}/{file.stem} {case.get('id')} {result.get('name')}"
            _run_case(model, case, result, label, totals)


def _load(directory: Path, name: str) -> DecisionModel:
    others = {path.name: path.read_bytes() for path in sorted(directory.glob("*.dmn"))}
    main = name if name in others else next(iter(others))
    return _with_imports(others.pop(main), list(others.values()))


def _with_imports(xml: bytes, others: list[bytes]) -> DecisionModel:
    wanted = {str(part.get("namespace")) for part in children(etree.fromstring(xml), "import")}
    imports = [other for other in others if etree.fromstring(other).get("namespace") in wanted]
    found = [_with_imports(part, [other for other in others if other is not part]) for part in imports]
    return load(xml, found, lenient=True)


def _run_case(
    model: DecisionModel | EngineError,
    case: etree._Element,
    result: etree._Element,
    label: str,
    totals: Totals,
) -> None:
    expected = read_value(child(result, "expected"))
    is_valued = expected is not None
    if isinstance(model, EngineError):
        totals.count(label, False, is_valued, f"not loaded: {model.message[:300]}")
        return
    try:
        found, problems = _evaluate(model, case, result)
    except (EngineError, Failure) as error:
        totals.count(label, False, is_valued, f"{type(error).__name__} {error}")
        return
    detail = f"expected {expected!r}, found {found!r} {problems}"
    totals.count(label, is_same(found, expected), is_valued, detail[:400])


def _evaluate(model: DecisionModel, case: etree._Element, result: etree._Element) -> tuple[Value, list[str]]:
    context: dict[str, Value] = {}
    for node in children(case, "inputNode"):
        context[str(node.get("name"))] = read_value(node)
    invocable = case.get("invocableName") if case.get("type") in ("decisionService", "bkm") else None
    evaluation = model.evaluate(invocable or str(result.get("name")), context)
    value = evaluation.value
    if invocable and isinstance(value, dict) and result.get("name") in value:
        value = value[result.get("name")]
    return value, [str(problem) for problem in evaluation.problems]


def _lines(totals: Totals) -> Iterator[str]:
    yield from totals.failures
    rate = 100 * totals.valued_passed / totals.valued if totals.valued else 100
    yield f"{totals.valued_passed} of {totals.valued} cases that expect a value passed ({rate:.2f} %)"
    yield f"{totals.passed} passed, {totals.failed} failed"


def main(arguments: list[str]) -> int:
    """Exit code 0 if everything passed, 1 if not, 2 if there is no directory."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write("usage: python -m engine.dmn.tck DIRECTORY\n")
        return 2
    totals = Totals()
    run_directory(Path(arguments[0]), totals)
    sys.stdout.write("\n".join(_lines(totals)) + "\n")
    return 1 if totals.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
