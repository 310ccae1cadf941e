"""Pieces of diagrams that the tests of rules are made of."""

from engine.bpmn import Model, examine

FRAME = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:returnflow="https://returnflow.dev/schema/bpmn" targetNamespace="t">
<bpmn:message id="plain" name="plain"/>
<bpmn:message id="keyed" name="keyed"><bpmn:extensionElements><returnflow:correlation key="=rma_number"/>
</bpmn:extensionElements></bpmn:message>
<bpmn:error id="closed_period" errorCode="CLOSED_PERIOD"/><bpmn:error id="other" errorCode="OTHER"/>
<bpmn:process id="p" isExecutable="true">{}</bpmn:process></bpmn:definitions>"""


def model(body: str) -> Model:
    return examine({"x.bpmn": FRAME.replace("{}", body).encode()}).model


def flow(source: str, target: str) -> str:
    return f'<bpmn:sequenceFlow id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}"/>'


def flows(*pairs: str) -> str:
    """`flows("a b", "b c")`: flows from a to b and from b to c."""
    return "".join(flow(*pair.split()) for pair in pairs)


def inside(extension: str) -> str:
    return f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>"


def script(element_id: str, **outputs: str) -> str:
    said = "".join(f"<returnflow:output name='{name}' value='{value}'/>" for name, value in outputs.items())
    return f'<bpmn:scriptTask id="{element_id}" name="{element_id}">{inside(said)}</bpmn:scriptTask>'


def money(element_id: str = "post") -> str:
    called = '<returnflow:operation connector="erp" name="post_credit_memo"/>'
    return f'<bpmn:serviceTask id="{element_id}" name="Post">{inside(called)}</bpmn:serviceTask>'
