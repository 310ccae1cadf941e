"""The names of BPMN 2.0.2 that the engine knows: namespaces, flow node kinds, and what it reads past on purpose."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
RETURNFLOW = "https://returnflow.dev/schema/bpmn"

TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
    }
)
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
GLOBAL_TASKS = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS

# Drawn for people; they carry no execution semantics here.
ARTIFACTS = frozenset(
    {
        "documentation",
        "extensionElements",
        "laneSet",
        "textAnnotation",
        "association",
        "categoryValue",
        "group",
        "category",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "property",
        "incoming",
        "outgoing",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "ioSpecification",
        "loopCharacteristics",
        "activationCondition",
        "completionCondition",
        "dataInput",
        "dataOutput",
        "inputSet",
        "outputSet",
        "ioBinding",
        "correlationKey",
        "artifact",
        "resource",
        "dataInputAssociation",
        "dataOutputAssociation",
        "auditing",
        "monitoring",
        "supports",
        "supportedInterfaceRef",
        "correlationSubscription",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "resourceRole",
        "rendering",
    }
)

EVENT_DEFINITION_SUFFIX = "EventDefinition"
