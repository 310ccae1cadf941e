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
ACTIVITIES = TASKS | {"callActivity", "subProcess"}
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS

UNSUPPORTED_NODES = frozenset({"transaction", "adHocSubProcess", "complexGateway"})

# Drawn for people; they carry no execution semantics here.
ARTIFACTS = frozenset(
    {
        "documentation",
        "extensionElements",
        "laneSet",
        "textAnnotation",
        "association",
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
        "dataInputAssociation",
        "dataOutputAssociation",
        "auditing",
        "monitoring",
        "supports",
        "correlationSubscription",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "resourceRole",
        "rendering",
    }
)

EVENT_DEFINITION_SUFFIX = "EventDefinition"
