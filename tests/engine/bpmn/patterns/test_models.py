"""The models of the patterns as files: valid BPMN, and each with its line in the README of engine/bpmn."""

import re
from pathlib import Path

import pytest
import SpiffWorkflow
from lxml import etree

import engine.bpmn

MODELS = sorted(Path(__file__).parent.glob("*.bpmn"))
README = Path(engine.bpmn.__file__).with_name("README.md")
SCHEMA = Path(SpiffWorkflow.__file__).parent / "bpmn" / "parser" / "schema" / "BPMN20.xsd"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.stem)
def test_a_model_is_valid_against_the_schema_of_the_omg(model: Path, schema: etree.XMLSchema) -> None:
    schema.assertValid(etree.parse(model))


def test_the_readme_lists_every_pattern_with_its_model_and_test() -> None:
    rows = re.findall(r"^\| (\d+) \|.*\| `(\w+)` \| `(\w+)` \|", README.read_text(), re.MULTILINE)
    assert sorted(int(number) for number, _, _ in rows) == list(range(1, 44))
    assert sorted(model for _, model, _ in rows) == [model.stem for model in MODELS]
    for number, model, test in rows:
        assert model.startswith(f"wcp{int(number):02}_")
        text = (MODELS[0].parent / f"{test}.py").read_text()
        assert re.search(rf"\bpattern\({number}\b|{model}", text), f"{test} does not run {model}"
