"""Reads the elements of a DMN file: imports, item definitions, inputs, decisions, knowledge models, services."""

from lxml import etree

from engine.dmn.boxedxml import expression_in, read_function
from engine.dmn.markup import Reader, attribute, child, children, content, place, reference, text_of, type_ref
from engine.dmn.model import (
    Decision,
    DecisionService,
    Definitions,
    Import,
    InputData,
    ItemDefinition,
    KnowledgeModel,
    Reference,
)


def read_definitions(reader: Reader, root: etree._Element) -> Definitions:
    """The file as data; whatever is wrong with it is in `reader.problems`."""
    definitions = Definitions(
        id=attribute(root, "id") or "",
        name=attribute(root, "name") or "",
        namespace=attribute(root, "namespace") or "",
        imports=tuple(_import(element) for element in children(root, "import")),
        items=tuple(_item(element) for element in children(root, "itemDefinition")),
        inputs=tuple(_input_data(reader, element) for element in children(root, "inputData")),
        decisions=tuple(_decision(reader, element) for element in children(root, "decision")),
        knowledge_models=tuple(_knowledge(reader, element) for element in children(root, "businessKnowledgeModel")),
        services=tuple(_service(reader, element) for element in children(root, "decisionService")),
    )
    _check_ids(reader, definitions)
    return definitions


def _check_ids(reader: Reader, definitions: Definitions) -> None:
    seen: set[str] = set()
    for element in definitions.elements:
        if element.id in seen:
            reader.problem("dmn_id", f"expected each id once, found {element.id!r} again", element.place)
        seen.add(element.id)


def _import(element: etree._Element) -> Import:
    return Import(attribute(element, "name") or "", attribute(element, "namespace") or "", place(element))


def _identity(reader: Reader, element: etree._Element) -> tuple[str, str, str, str | None]:
    """Id and name of an element, name and type of its variable; editors let the two names differ."""
    at = place(element)
    name = attribute(element, "name") or ""
    if not name:
        reader.problem("dmn_name", "expected a name", at, "give the element a name")
    id_ = attribute(element, "id") or name
    variable = child(element, "variable")
    variable_name = attribute(variable, "name") if variable is not None else None
    return id_, name, " ".join((variable_name or name).split()), type_ref(variable)


def _input_data(reader: Reader, element: etree._Element) -> InputData:
    id_, name, variable, type_ = _identity(reader, element)
    return InputData(id_, name, variable, type_, place(element))


def _decision(reader: Reader, element: etree._Element) -> Decision:
    id_, name, variable, type_ = _identity(reader, element)
    return Decision(
        id_,
        name,
        variable,
        type_,
        _requirements(reader, element, "informationRequirement", "requiredInput", "requiredDecision"),
        _requirements(reader, element, "knowledgeRequirement", "requiredKnowledge"),
        expression_in(reader, element),
        content(child(element, "question")) or "",
        place(element),
    )


def _requirements(reader: Reader, element: etree._Element, kind: str, *names: str) -> tuple[Reference, ...]:
    found: dict[Reference, None] = {}
    for requirement in children(element, kind):
        target = reference(child(requirement, *names))
        if target is None:
            reader.problem("dmn_requirement", f"expected <{names[0]}> with an href in <{kind}>", place(requirement))
        else:
            found[target] = None
    return tuple(found)


def _knowledge(reader: Reader, element: etree._Element) -> KnowledgeModel:
    id_, name, variable, type_ = _identity(reader, element)
    logic = child(element, "encapsulatedLogic")
    return KnowledgeModel(
        id_,
        name,
        variable,
        type_,
        _requirements(reader, element, "knowledgeRequirement", "requiredKnowledge"),
        read_function(reader, logic) if logic is not None else None,
        place(element),
    )


def _service(reader: Reader, element: etree._Element) -> DecisionService:
    id_, name, variable, type_ = _identity(reader, element)

    def references(kind: str) -> tuple[Reference, ...]:
        return tuple(found for part in children(element, kind) if (found := reference(part)) is not None)

    return DecisionService(
        id_,
        name,
        variable,
        type_,
        references("outputDecision"),
        references("encapsulatedDecision"),
        references("inputDecision"),
        references("inputData"),
        place(element),
    )


def _item(element: etree._Element) -> ItemDefinition:
    function = child(element, "functionItem")
    signature = None
    if function is not None:
        parameters = tuple(type_ref(parameter) for parameter in children(function, "parameters"))
        signature = (parameters, type_ref(function, "outputTypeRef"))
    return ItemDefinition(
        attribute(element, "name") or "",
        type_ref(element),
        attribute(element, "isCollection") == "true",
        text_of(child(element, "allowedValues")),
        text_of(child(element, "typeConstraint")),
        tuple(_item(component) for component in children(element, "itemComponent")),
        signature,
        place(element),
    )
