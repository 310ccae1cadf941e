"""Every translation on the page about other tools is what the program does."""

import re

import pytest

from designer.help import articles
from engine.bpmn.vendors import camundafeel, juel, python
from engine.bpmn.vendors.expressions import Untranslatable, written

SOURCE = articles.source("other-tools")
LANGUAGES = {
    "JUEL of Camunda 7": juel.value,
    "Python of SpiffArena": lambda text: written(python.translate(text)),
    "FEEL of Camunda 8": camundafeel.value,
}
ROW = re.compile(r"(?m)^\| `(.+?)` \| `?(.+?)`? \|$")


def table(language: str) -> str:
    return SOURCE.partition(f"| {language} |")[2].partition("\n\n")[0]


ROWS = [(language, there, here) for language in LANGUAGES for there, here in ROW.findall(table(language))]


@pytest.mark.parametrize(("language", "there", "here"), ROWS, ids=[there for _, there, _ in ROWS])
def test_an_expression_becomes_what_the_page_states(language: str, there: str, here: str) -> None:
    translate = LANGUAGES[language]
    if here == "refused":
        with pytest.raises(Untranslatable):
            translate(there)
    else:
        assert translate(there) == here


def test_every_language_has_examples() -> None:
    assert {language for language, _, _ in ROWS} == set(LANGUAGES)
    assert len(ROWS) > 15


@pytest.mark.parametrize("tool", ["Camunda 7", "Operaton", "Flowable", "Activiti", "Camunda 8", "SpiffArena"])
def test_every_tool_that_is_understood_is_named(tool: str) -> None:
    assert tool in SOURCE
