"""The pages of the modeler: lists, editors, new documents, uploads, versions."""

import io
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from designer.identity import service as identity
from designer.modeler import blank, service
from engine.commands.bundles import BundleRef

Browser = Callable[[str], FlaskClient]
DRAWN_ELSEWHERE = Path(__file__).parents[2].joinpath("engine", "bpmn", "vendors")

CHANGED = blank.document("dmn", "fee", "Fee").replace(b'"yes"', b'"no"')
ENTITY = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><d>&e;</d>'


def upload(browser: FlaskClient, path: str, name: str, content: bytes) -> TestResponse:
    return browser.post(f"/{path}/upload", data={"file": (io.BytesIO(content), name)})


def test_the_lists_show_what_there_is_and_its_state(login: Browser, library: BundleRef) -> None:
    browser = login("owner1")
    upload(browser, "decisions", "fee.dmn", CHANGED)
    assert "Greeting" in browser.get("/processes").text
    decisions = browser.get("/decisions").text
    assert "Changed draft" in decisions
    assert "Deploy drafts" in decisions
    assert "Note" not in browser.get("/forms?q=nothing").text.partition("rf-content")[2]


@pytest.mark.parametrize("path", ["/processes/greeting", "/decisions/fee"])
def test_diagram_editors_may_set_style_attributes_and_nothing_else(
    login: Browser, library: BundleRef, path: str
) -> None:
    answer = login("owner1").get(path)
    assert answer.status_code == 200
    assert "style-src-attr 'unsafe-inline'" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]


def test_the_form_editor_needs_no_exception(login: Browser, library: BundleRef) -> None:
    answer = login("owner1").get("/forms/note")
    assert answer.status_code == 200
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_new_process_begins_from_the_template(login: Browser, library: BundleRef) -> None:
    browser = login("owner1")
    answer = browser.post("/processes/new", data={"name": "Second look!", "key": ""})
    assert answer.headers["Location"] == "/processes/second_look"
    assert "New draft" in browser.get("/processes/second_look").text


def test_a_key_that_is_taken_is_said_on_the_form(login: Browser, library: BundleRef) -> None:
    answer = login("owner1").post("/processes/new", data={"name": "Hello", "key": "greeting"})
    assert answer.status_code == 422
    assert "already" in answer.text
    assert 'value="Hello"' in answer.text


def test_an_upload_becomes_the_next_draft_of_the_document_of_its_name(login: Browser, library: BundleRef) -> None:
    browser = login("owner1")
    answer = upload(browser, "decisions", "fee.dmn", CHANGED)
    assert answer.headers["Location"] == "/decisions/fee"
    assert browser.get("/decisions/fee/file").data == CHANGED
    assert "Uploaded fee.dmn" in browser.get("/decisions/fee/versions").text


@pytest.mark.parametrize("name", ["camunda7", "camunda8", "spiffarena"])
def test_a_file_of_another_tool_is_kept_byte_for_byte_and_judged(login: Browser, library: BundleRef, name: str) -> None:
    content = DRAWN_ELSEWHERE.joinpath(f"{name}.bpmn").read_bytes().replace(b'process id="', b'process  id="')
    browser = login("owner1")
    assert upload(browser, "processes", f"{name}.bpmn", content).headers["Location"] == f"/processes/{name}"
    assert browser.get(f"/processes/{name}/file").data == content
    page = unescape(browser.get(f"/processes/{name}").text)
    assert "bpmndi:BPMNDiagram" in page.replace("\\u003c", "<")
    found = service.validate(identity.actor_named("owner1"), "bpmn", name, content).own
    assert {"unknown-form", "vendor-extension"} <= {problem.rule for problem in found}
    assert all(problem.message and problem.file == f"{name}.bpmn" for problem in found)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no xml", "expected XML"),
        (b"<svg/>", "expected the definitions of a BPMN model"),
        (ENTITY, "DOCTYPE"),
        (CHANGED, "expected the definitions of a BPMN model"),
    ],
)
def test_a_bad_upload_says_what_was_expected_and_stores_nothing(
    login: Browser, library: BundleRef, content: bytes, words: str
) -> None:
    browser = login("owner1")
    answer = upload(browser, "processes", "odd.bpmn", content)
    assert answer.status_code == 422
    assert words in unescape(answer.text)
    assert "Nothing was stored" in answer.text
    assert "Traceback" not in answer.text
    assert "odd" not in browser.get("/processes").text


def test_fifty_megabytes_are_refused(login: Browser, library: BundleRef) -> None:
    browser = login("owner1")
    answer = upload(browser, "processes", "huge.bpmn", b"<" * 50_000_000)
    assert answer.status_code == 413
    assert "huge" not in browser.get("/processes").text


def test_an_upload_without_a_file_says_so(login: Browser, library: BundleRef) -> None:
    answer = login("owner1").post("/forms/upload", data={})
    assert answer.status_code == 422
    assert "choose a file" in answer.text


def test_a_version_is_restored_from_its_page(login: Browser, library: BundleRef) -> None:
    browser = login("owner1")
    upload(browser, "decisions", "fee.dmn", CHANGED)
    upload(browser, "decisions", "fee.dmn", blank.document("dmn", "fee", "Fee"))
    assert browser.post("/decisions/fee/versions/1/restore").status_code == 302
    assert browser.get("/decisions/fee/file").data == CHANGED


def test_a_name_with_markup_is_shown_as_text(login: Browser, library: BundleRef) -> None:
    browser = login("owner1")
    browser.post("/processes/new", data={"name": "<script>alert(1)</script>", "key": "odd"})
    assert "<script>alert" not in browser.get("/processes").text
    assert "<script>alert" not in browser.get("/processes/odd").text


def test_who_may_only_read_is_offered_no_change(login: Browser, library: BundleRef) -> None:
    browser = login("mgr1")
    assert "New process" not in browser.get("/processes").text
    assert '"readOnly": true' in browser.get("/processes/greeting").text.replace('"readOnly":true', '"readOnly": true')
    assert browser.get("/processes/new").status_code == 403
