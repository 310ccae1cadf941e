"""The templates of new documents."""

from designer.modeler import blank
from engine.commands import bundles
from engine.commands.bundles import File


def test_the_templates_can_be_deployed_as_they_are() -> None:
    files = [
        File("bpmn", "p.bpmn", blank.document("bpmn", "p", 'A "quoted" <name>')),
        File("dmn", "d.dmn", blank.document("dmn", "d", "Two & two")),
        File("form", "f.json", blank.document("form", "f", "Größe")),
    ]
    assert [problem for problem in bundles.validate(files) if problem.severity == "error"] == []
