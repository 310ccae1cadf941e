"""The shipped library is a bundle without problems, drawn so that people can read it."""

import json
import re
from importlib.resources import files
from itertools import combinations
from typing import Any

import pytest
from lxml import etree

from designer.modeler.library import START_VARIABLES, known_operations
from engine.commands.bundles import File, validate

SPINE = {"p00_intake", "p10_eligibility", "p20_approval", "p30_authorise", "p40_await_goods", "p50_receive",
         "p60_inspect", "p70_dispose", "p80_settle", "p90_recover", "p99_close", "x20_undo", "x30_notify"}  # fmt: skip
BPMN = sorted(entry.name for entry in files("processes").joinpath("bpmn").iterdir())
DMN = sorted(entry.name for entry in files("processes").joinpath("dmn").iterdir())
NS = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "dmn": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "dmndi": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
}
FLOW_NODES = "task|gateway|event|callactivity|subprocess"


def library() -> list[File]:
    roots = {"bpmn": files("processes").joinpath("bpmn"), "dmn": files("processes").joinpath("dmn"),
             "form": files("forms")}  # fmt: skip
    endings = {"bpmn": ".bpmn", "dmn": ".dmn", "form": ".json"}
    return [
        File(kind, entry.name, entry.read_bytes())  # type: ignore[arg-type]
        for kind, root in roots.items()
        for entry in root.iterdir()
        if entry.name.endswith(endings[kind])
    ]


def test_the_library_has_no_problems() -> None:
    problems = validate(library(), operations=known_operations(), start=START_VARIABLES)
    assert [str(problem) for problem in problems if problem.severity == "error"] == []


def test_the_spine_is_complete_and_each_file_is_named_after_its_process() -> None:
    assert {name.removesuffix(".bpmn") for name in BPMN} >= SPINE | {"return_remorse"}
    for name in BPMN:
        assert process_of(name).get("id") == name.removesuffix(".bpmn")


def test_every_return_type_names_a_process_of_the_library() -> None:
    types = json.loads(files("processes").joinpath("return_types.json").read_bytes())
    assert "REMORSE" in {row["code"] for row in types}
    assert all(f"{row['process']}.bpmn" in BPMN and row["name"] and row["description"] for row in types)


def test_no_process_knows_a_number_of_the_policy() -> None:
    """Amounts, percentages and days stand in tables; a diagram may count and compare with nought or one."""
    for name in BPMN:
        for text in process_of(name).xpath(".//@value | .//bpmn:conditionExpression/text()", namespaces=NS):
            numbers = re.findall(r"(?<![\w.\"$@-])\d+(?:\.\d+)?", text) if text.startswith("=") else []
            assert set(numbers) <= {"0", "0.00", "1", "3", "12", "100", "900"}, f"{name}: {text}"


@pytest.mark.parametrize("name", BPMN)
def test_every_element_is_drawn_and_shapes_do_not_overlap(name: str) -> None:
    root = etree.fromstring(files("processes").joinpath("bpmn", name).read_bytes())
    drawn = root.xpath("//bpmndi:BPMNShape/@bpmnElement", namespaces=NS)
    edges = root.xpath("//bpmndi:BPMNEdge/@bpmnElement", namespaces=NS)
    assert sorted(drawn) == sorted(element.get("id") for element in flow_nodes(root))
    assert sorted(edges) == sorted(root.xpath("//bpmn:sequenceFlow/@id", namespaces=NS))
    boundary = set(root.xpath("//bpmn:boundaryEvent/@id", namespaces=NS))
    boxes = {shape.get("bpmnElement"): box(shape) for shape in root.xpath("//bpmndi:BPMNShape", namespaces=NS)}
    free = [key for key in boxes if key not in boundary]
    assert [pair for pair in combinations(free, 2) if overlap(boxes[pair[0]], boxes[pair[1]])] == []


@pytest.mark.parametrize("name", BPMN)
def test_what_people_read_has_a_name(name: str) -> None:
    for element in flow_nodes(process_of(name)):
        is_merge = element.tag.endswith("Gateway") and len(element.findall("bpmn:outgoing", NS)) == 1
        assert is_merge or element.get("name"), element.get("id")


@pytest.mark.parametrize("name", DMN)
def test_every_decision_is_drawn_and_every_rule_says_why(name: str) -> None:
    root = etree.fromstring(files("processes").joinpath("dmn", name).read_bytes())
    drawn = set(root.xpath("//dmndi:DMNShape/@dmnElementRef", namespaces=NS))
    assert drawn == set(root.xpath("/dmn:definitions/dmn:decision/@id | //dmn:inputData/@id", namespaces=NS))
    assert all(decision.findtext("dmn:question", namespaces=NS) for decision in root.findall("dmn:decision", NS))
    for rule in root.iterfind(".//dmn:rule", NS):
        assert rule.findtext("dmn:description", namespaces=NS), rule.get("id")


@pytest.mark.parametrize("name", DMN)
def test_the_last_rule_of_each_table_catches_what_is_left(name: str) -> None:
    root = etree.fromstring(files("processes").joinpath("dmn", name).read_bytes())
    for table in root.iterfind(".//dmn:decisionTable", NS):
        last = table.findall("dmn:rule", NS)[-1]
        cells = last.xpath("dmn:inputEntry/dmn:text/text()", namespaces=NS)
        assert set(cells) == {"-"}, table.get("id")


def process_of(name: str) -> Any:
    return etree.fromstring(files("processes").joinpath("bpmn", name).read_bytes()).find("bpmn:process", NS)


def flow_nodes(root: Any) -> list[Any]:
    found = (it for it in root.iter(f"{{{NS['bpmn']}}}*") if it.get("id"))
    return [it for it in found if re.search(f"({FLOW_NODES})$", it.tag.rpartition("}")[2].lower())]


def box(shape: Any) -> tuple[float, float, float, float]:
    bounds = shape.find("dc:Bounds", NS)
    x, y, width, height = (float(bounds.get(key)) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
