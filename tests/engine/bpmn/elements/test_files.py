"""The diagrams beside these tests are BPMN 2.0.2 as the OMG's schema has it."""

from pathlib import Path

import pytest
import SpiffWorkflow.bpmn.parser
from lxml import etree

FILES = sorted(Path(__file__).parent.glob("*.bpmn"))


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The OMG schema of BPMN 2.0."""
    folder = Path(SpiffWorkflow.bpmn.parser.__file__).parent / "schema"
    return etree.XMLSchema(etree.parse(str(folder / "BPMN20.xsd")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_diagram_keeps_to_the_schema(schema, path):
    schema.assertValid(etree.parse(str(path)))


def test_every_element_has_its_diagram_and_its_tests():
    tested = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
    assert tested - {"files"} == {path.stem for path in FILES}
