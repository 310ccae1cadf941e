"""Elements beyond the everyday ones: their settings in the panel, and choosing in an ad-hoc sub-process."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from designer.database import transaction
from designer.identity.actor import SYSTEM
from designer.modeler import service as modeler
from engine.commands import bundles, instances
from engine.commands.bundles import File

Person = Callable[..., Page]
Shoot = Callable[[Page, str], None]

WIDE, HIGH = 150, 120
SIZES = {"startEvent": (36, 36), "endEvent": (36, 36), "adHocSubProcess": (260, 180), "complexGateway": (50, 50)}

DEFINITIONS = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
 xmlns:returnflow="https://returnflow.dev/schema/bpmn" id="d" targetNamespace="https://returnflow.dev/tests">
<bpmn:signal id="recall" name="Recall"/>
<bpmn:process id="elements" name="Elements" isExecutable="true">{}</bpmn:process>
<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="plane" bpmnElement="elements">{}</bpmndi:BPMNPlane>
</bpmndi:BPMNDiagram>
</bpmn:definitions>"""

ELEMENTS = {
    "on_recall": '<bpmn:startEvent id="on_recall"><bpmn:signalEventDefinition id="s1" signalRef="recall"/>'
    "</bpmn:startEvent>",
    "low": '<bpmn:intermediateCatchEvent id="low"><bpmn:conditionalEventDefinition id="c1"/>'
    "</bpmn:intermediateCatchEvent>",
    "some": '<bpmn:complexGateway id="some"/>',
    "again": '<bpmn:userTask id="again"><bpmn:standardLoopCharacteristics/></bpmn:userTask>',
    "weekly": '<bpmn:intermediateCatchEvent id="weekly"><bpmn:timerEventDefinition id="t1"><bpmn:timeCycle>R/P7D'
    "</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>",
    "other": '<bpmn:callActivity id="other" calledElement="notify"/>',
    "tell": '<bpmn:intermediateThrowEvent id="tell"><bpmn:signalEventDefinition id="s2" signalRef="recall"/>'
    "</bpmn:intermediateThrowEvent>",
    "clear_up": '<bpmn:adHocSubProcess id="clear_up" name="Clear it up"><bpmn:userTask id="call" name="Call"/>'
    "</bpmn:adHocSubProcess>",
}


def _shape(number: int, element_id: str) -> str:
    kind = ELEMENTS[element_id].partition(" ")[0].removeprefix("<bpmn:")
    is_event = kind.endswith("Event")
    width, height = SIZES.get(kind, (36, 36) if is_event else (100, 80))
    x, y = 80 + number % 4 * WIDE, 80 + number // 4 * HIGH
    return (
        f'<bpmndi:BPMNShape id="{element_id}_di" bpmnElement="{element_id}" isExpanded="true">'
        f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/></bpmndi:BPMNShape>'
    )


def diagram() -> bytes:
    shapes = "".join(_shape(number, element_id) for number, element_id in enumerate(ELEMENTS))
    return DEFINITIONS.format("".join(ELEMENTS.values()), shapes).encode()


def test_each_element_has_its_settings_and_a_change_is_kept(company: Any, sit_down: Person, shoot: Shoot) -> None:
    modeler.create(SYSTEM, "bpmn", "elements", diagram())
    owner = sit_down("owner1", width=1440, height=1000)
    owner.goto(f"{company.address}/processes/elements")
    owner.wait_for_selector("[data-element-id=clear_up]")
    expected = {
        "on_recall": "Signal",
        "low": "Happens when",
        "some": "Goes on when",
        "again": "Again while",
        "weekly": "Missed moments come",
        "other": "Version",
        "tell": "What it carries",
        "clear_up": "Over when",
    }
    for element_id, label in expected.items():
        owner.locator(f"[data-element-id={element_id}]").first.click()
        expect(owner.locator(".bio-properties-panel").get_by_text(label, exact=True).first).to_be_visible()
        shoot(owner, f"panel_{element_id}")
    owner.locator("[data-element-id=other]").first.click()
    owner.get_by_label("Version").select_option("latest")
    owner.get_by_role("button", name="Save draft").click()
    expect(owner.locator(".rf-editor-status")).to_have_text("Draft 2")
    saved = modeler.open_document(SYSTEM, "bpmn", "elements").content
    assert b'<returnflow:call binding="latest"' in saved


def test_staff_choose_what_is_done_next(company: Any, sit_down: Person, shoot: Shoot) -> None:
    activities = "".join(
        f'<bpmn:userTask id="{key}" name="{name}"><bpmn:extensionElements><returnflow:task candidateGroups="csr"/>'
        "</bpmn:extensionElements></bpmn:userTask>"
        for key, name in (("call", "Call the customer"), ("photo", "Ask for a photo"), ("buyer", "Ask the buyer"))
    )
    content = DEFINITIONS.format(
        '<bpmn:laneSet id="ls"><bpmn:lane id="lane" name="csr"><bpmn:flowNodeRef>clear_up</bpmn:flowNodeRef>'
        '</bpmn:lane></bpmn:laneSet><bpmn:adHocSubProcess id="clear_up" name="Clear it up">'
        f"{activities}</bpmn:adHocSubProcess>",
        "",
    )
    with transaction() as conn:
        bundle = bundles.deploy(conn, [File("bpmn", "elements.bpmn", content.encode())], name="test", by="owner1")
        instances.start(conn, bundle.id, "elements", {}, business_key="X-1", start_key="X-1", by="owner1")
    staff = sit_down("csr1")
    staff.goto(f"{company.address}/tasks")
    staff.get_by_role("link", name="Clear it up").click()
    shoot(staff, "choose")
    staff.get_by_label("Call the customer").check()
    staff.get_by_label("Ask the buyer").check()
    with staff.expect_navigation():  # the page goes on to what is next by itself
        staff.get_by_role("button", name="Complete task").click()
    staff.goto(f"{company.address}/tasks")
    for title in ("Call the customer", "Ask the buyer", "Clear it up"):
        expect(staff.get_by_role("link", name=title)).to_be_visible()
