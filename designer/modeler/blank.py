"""The smallest document of each kind that can be drawn on: what a new one starts from."""

import json
from xml.sax.saxutils import quoteattr

from engine.commands.bundles import FileKind

_BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:returnflow="https://returnflow.dev/schema/bpmn"
    id="definitions_{key}" targetNamespace="https://returnflow.dev/processes">
  <bpmn:process id="{key}" name={name} isExecutable="true">
    <bpmn:startEvent id="begin" name="Begin"><bpmn:outgoing>flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:endEvent id="done" name="Done"><bpmn:incoming>flow_1</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="flow_1" sourceRef="begin" targetRef="done" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram_{key}">
    <bpmndi:BPMNPlane id="plane_{key}" bpmnElement="{key}">
      <bpmndi:BPMNShape id="begin_di" bpmnElement="begin"><dc:Bounds x="180" y="160" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="178" y="203" width="40" height="14" /></bpmndi:BPMNLabel></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="done_di" bpmnElement="done"><dc:Bounds x="500" y="160" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="498" y="203" width="40" height="14" /></bpmndi:BPMNLabel></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="flow_1_di" bpmnElement="flow_1">
        <di:waypoint x="216" y="178" /><di:waypoint x="500" y="178" /></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""

_DMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
    xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/"
    id="definitions_{key}" name={name} namespace="https://returnflow.dev/decisions/{key}">
  <inputData id="{key}_value" name="value">
    <variable id="{key}_value_variable" name="value" typeRef="string" />
  </inputData>
  <decision id="{key}" name={name}>
    <variable id="{key}_variable" name={name} typeRef="string" />
    <informationRequirement id="{key}_requires_value"><requiredInput href="#{key}_value" /></informationRequirement>
    <decisionTable id="{key}_table" hitPolicy="FIRST">
      <input id="{key}_in" label="Input"><inputExpression id="{key}_in_expression" typeRef="string">
        <text>value</text></inputExpression></input>
      <output id="{key}_out" label="Result" name="result" typeRef="string" />
      <rule id="{key}_rule_1"><inputEntry id="{key}_rule_1_in"><text>-</text></inputEntry>
        <outputEntry id="{key}_rule_1_out"><text>"yes"</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="{key}_diagram">
      <dmndi:DMNShape id="{key}_shape" dmnElementRef="{key}"><dc:Bounds x="200" y="120" width="180" height="80" />
      </dmndi:DMNShape>
      <dmndi:DMNShape id="{key}_value_shape" dmnElementRef="{key}_value">
        <dc:Bounds x="228" y="280" width="125" height="45" /></dmndi:DMNShape>
      <dmndi:DMNEdge id="{key}_value_edge" dmnElementRef="{key}_requires_value">
        <di:waypoint x="290" y="280" /><di:waypoint x="290" y="200" /></dmndi:DMNEdge>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""


def document(kind: FileKind, key: str, name: str) -> bytes:
    """A document called `name`; what it defines has the id `key`."""
    if kind == "form":
        return _form(key, name)
    template = _BPMN if kind == "bpmn" else _DMN
    return template.format(key=key, name=quoteattr(name)).encode()


def _form(key: str, name: str) -> bytes:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": ["comment"],
        "properties": {"comment": {"type": "string", "title": "Comment", "minLength": 1, "maxLength": 500}},
    }
    form = {"key": key, "title": name, "schema": schema, "uiSchema": {"ui:order": ["comment"]}}
    return json.dumps(form, indent=2, ensure_ascii=False).encode() + b"\n"
