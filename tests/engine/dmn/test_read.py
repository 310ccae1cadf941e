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
