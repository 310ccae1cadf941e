import pytest

from engine.dmn import load
from engine.dmn.read import MAX_BYTES
from engine.errors import InvalidModel, LimitExceeded


def test_a_doctype_is_refused(dmn):
    xml = '<!DOCTYPE definitions [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + dmn.model(
        "<description>&x;</description>"
    )
    with pytest.raises(InvalidModel, match="without DOCTYPE"):
        load(xml)


def test_a_file_of_more_than_5_mb_is_refused(dmn):
    with pytest.raises(LimitExceeded, match="dmn_bytes"):
        load(dmn.model("<description>" + "x" * MAX_BYTES + "</description>"))


@pytest.mark.parametrize(
    "xml", ["", "no xml", "<definitions>", "<a/>", '<definitions xmlns="urn:other"/>', b"\xff\xfe"]
)
def test_what_is_no_dmn_is_refused(xml):
    with pytest.raises(InvalidModel):
        load(xml)


def test_text_with_an_xml_declaration_is_read(dmn):
    assert load('<?xml version="1.0" encoding="UTF-16"?>' + dmn.model()).name == "Test"


def test_deep_nesting_is_refused(dmn):
    with pytest.raises(InvalidModel):
        load(dmn.model("<a>" * 5000 + "</a>" * 5000))


@pytest.mark.parametrize(
    ("xml", "line"),
    [
        ("<definitions>\n\n<a>", 3),
        ("\n<!DOCTYPE d>\n<definitions/>", 2),
        ("\n\n<other/>", 3),
        ('\n\n<a b="\ud800"/>', 3),
        (b"<?xml version='1.0' encoding='nonsense'?><a/>", 1),
    ],
)
def test_a_file_that_is_refused_as_a_whole_is_refused_with_a_line(xml, line):
    with pytest.raises(InvalidModel) as caught:
        load(xml)
    assert [problem.line for problem in caught.value.problems] == [line]


def test_a_file_that_is_too_large_names_the_line_where_it_became_so(dmn):
    with pytest.raises(LimitExceeded, match="line 3: limit dmn_bytes"):
        load("\n\n" + dmn.model("<description>" + "x" * MAX_BYTES + "</description>"))
