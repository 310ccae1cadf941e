from html import escape

import pytest

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def model_xml(*elements, namespace="test", name="Test"):
    return (
        f'<definitions xmlns="{NAMESPACE}" id="test" name="{name}" namespace="{namespace}">'
        + "".join(elements)
        + "</definitions>"
    )


def input_data(name, type_ref="Any"):
    return f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{type_ref}"/></inputData>'


def literal(text):
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def decision(name, logic, *, needs=(), decisions=(), knows=(), type_ref="Any", id_=None):
    def requirement(kind, target, href):
        href = href if "#" in href else f"#{href}"
        return f'<{kind}><{target} href="{href}"/></{kind}>'

    requirements = [
        *(requirement("informationRequirement", "requiredInput", href) for href in needs),
        *(requirement("informationRequirement", "requiredDecision", href) for href in decisions),
        *(requirement("knowledgeRequirement", "requiredKnowledge", href) for href in knows),
    ]
    variable = f'<variable name="{name}" typeRef="{type_ref}"/>'
    return f'<decision id="{id_ or name}" name="{name}">{variable}{"".join(requirements)}{logic}</decision>'


def table(inputs, outputs, rules, *, policy="UNIQUE", aggregation=None):
    """Inputs are expressions; outputs are names or (name, allowed values, default); rules are (tests, values)."""

    def text(tag, content, extra=""):
        return f"<{tag}{extra}><text>{escape(content)}</text></{tag}>"

    def output(column):
        name, allowed, default = column if isinstance(column, tuple) else (column, None, None)
        inner = text("outputValues", allowed) if allowed else ""
        inner += text("defaultOutputEntry", default) if default else ""
        return f'<output name="{name}">{inner}</output>'

    rows = "".join(
        f'<rule id="r{number}">'
        + "".join(text("inputEntry", cell) for cell in tests)
        + "".join(text("outputEntry", cell) for cell in values)
        + text("annotationEntry", f"row {number}")
        + "</rule>"
        for number, (tests, values) in enumerate(rules, 1)
    )
    columns = "".join(f"<input>{text('inputExpression', column)}</input>" for column in inputs)
    how = f' aggregation="{aggregation}"' if aggregation else ""
    body = f"{columns}{''.join(map(output, outputs))}{rows}"
    return f'<decisionTable id="t" hitPolicy="{policy}"{how}>{body}</decisionTable>'


@pytest.fixture(scope="session")
def dmn_builders():
    """The builders of DMN XML, as one namespace."""

    class Builders:
        model = staticmethod(model_xml)
        input = staticmethod(input_data)
        literal = staticmethod(literal)
        decision = staticmethod(decision)
        table = staticmethod(table)

    return Builders


@pytest.fixture
def dmn(dmn_builders):
    return dmn_builders
