"""Files that are no usable BPMN are refused with their reason, before anything in them is acted on."""

import pytest

from engine.bpmn import source
from engine.bpmn.source import Unreadable


def refusal(content: bytes):
    with pytest.raises(Unreadable) as caught:
        source.parse(content, "x.bpmn")
    return caught.value.problem


def test_something_that_is_not_xml_says_where_it_breaks():
    problem = refusal(b"<bpmn:definitions\n<oops")
    assert (problem.rule, problem.file, problem.line) == ("not-xml", "x.bpmn", 2)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04zip", b"{}"])
def test_other_content_is_no_xml_either(content):
    assert refusal(content).rule == "not-xml"


def test_other_xml_is_not_bpmn():
    assert refusal(b"<html/>").rule == "not-bpmn"
    assert refusal(b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>').rule == "not-bpmn"


ENTITY = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>'


@pytest.mark.parametrize(
    "content",
    [
        ENTITY,
        b"\xef\xbb\xbf" + ENTITY,
        b'<?xml version="1.0"?>\n<!-- hello --><?pi?>\n' + ENTITY,
        '<?xml version="1.0" encoding="UTF-16"?>'.encode("utf-16") + ENTITY.decode().encode("utf-16-le"),
    ],
)
def test_a_doctype_is_refused_wherever_it_stands(content):
    assert refusal(content).rule == "doctype"


def test_the_word_doctype_in_a_documentation_is_harmless(definitions):
    content = definitions(
        '<bpmn:process id="p"><bpmn:documentation><![CDATA[<!DOCTYPE x>]]></bpmn:documentation></bpmn:process>'
    )
    assert source.parse(content, "x.bpmn").tag.endswith("definitions")


def test_a_file_over_the_cap_is_refused_unread():
    assert refusal(b"<" * (source.MAX_BYTES + 1)).rule == "too-big"


def test_deep_nesting_is_refused(definitions):
    nested = "<a>" * 120 + "</a>" * 120
    assert refusal(definitions(nested)).rule == "too-deep"
    assert refusal(definitions("<a>" * 5000 + "</a>" * 5000)).rule in ("too-deep", "not-xml")
