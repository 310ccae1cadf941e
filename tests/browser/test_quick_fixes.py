"""A process owner mends a diagram from the list of problems: every kind of quick fix, by a click each.

Screenshots go to the folder RETURNFLOW_SCREENSHOTS, when it is set.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from designer.identity import service as identity
from designer.modeler import blank
from designer.modeler import service as modeler

SHAPES = (("gate", 260, 50), ("call", 340, 100))
BODY = """<bpmn:exclusiveGateway id="gate" /><bpmn:serviceTask id="call" name="Call the carrier" />
<bpmn:sequenceFlow id="to_gate" sourceRef="begin" targetRef="gate" />
<bpmn:sequenceFlow id="to_call" sourceRef="gate" targetRef="call" />
<bpmn:sequenceFlow id="to_done" sourceRef="call" targetRef="done" />"""


def drawing() -> bytes:
    """Begin, a gateway that decides nothing, a service task that calls nothing, done."""
    text = blank.document("bpmn", "sketch", "Sketch").decode()
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{one}_di" bpmnElement="{one}"><dc:Bounds x="{x}" y="153" width="{width}" height="50" />'
        "</bpmndi:BPMNShape>"
        for one, x, width in SHAPES
    )
    edges = "".join(
        f'<bpmndi:BPMNEdge id="{flow}_di" bpmnElement="{flow}"><di:waypoint x="{start}" y="178" />'
        f'<di:waypoint x="{end}" y="178" /></bpmndi:BPMNEdge>'
        for flow, start, end in (("to_gate", 216, 260), ("to_call", 310, 340), ("to_done", 440, 500))
    )
    flow = text[text.index("<bpmn:sequenceFlow") : text.index("</bpmn:process>")]
    edge = text[text.index("<bpmndi:BPMNEdge") : text.index("</bpmndi:BPMNPlane>")]
    text = text.replace(flow, BODY).replace(edge, shapes + edges)
    for direction in ("incoming", "outgoing"):
        text = text.replace(f"<bpmn:{direction}>flow_1</bpmn:{direction}>", "")
    return text.encode()


def shoot(page: Page, name: str) -> None:
    folder = os.environ.get("RETURNFLOW_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.timeout(300)
def test_problems_are_explained_and_mended_by_a_click(company, sit_down) -> None:
    modeler.create(identity.actor_named("owner1"), "bpmn", "sketch", drawing())
    page = sit_down("owner1")
    page.goto(f"{company.address}/processes/sketch")
    problems = page.get_by_role("region", name="Problems")
    expect(problems.get_by_text("Call the carrier names no connector operation", exact=False)).to_be_visible(
        timeout=30_000
    )
    shoot(page, "problems")
    link = problems.get_by_role("link", name="missing-operation")
    assert link.get_attribute("href") == "/help/rules#missing-operation"
    problems.get_by_role("button", name="Fix: Let a person do it").click()
    expect(link).to_have_count(0)
    problems.get_by_role("button", name="Fix: Remove the gateway").click()
    expect(problems.get_by_role("link", name="superfluous-gateway")).to_have_count(0)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("status").filter(has_text="Draft 2")).to_be_visible()
    saved = modeler.open_document(identity.actor_named("owner1"), "bpmn", "sketch").content.decode()
    assert '<bpmn:userTask id="call" name="Call the carrier">' in saved
    assert "exclusiveGateway" not in saved
    shoot(page, "mended")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    problems.scroll_into_view_if_needed()
    shoot(page, "problems-360")
    page.goto(f"{company.address}/help/rules#missing-operation")
    expect(page.get_by_role("heading", name="missing-operation")).to_be_in_viewport()
    shoot(page, "rules-360")
