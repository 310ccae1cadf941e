import pytest

from engine.dmn import load


def box(dmn, name, source, body, inner):
    return f'<{name} iteratorVariable="i"><in>{dmn.literal(source)}</in><{inner}>{dmn.literal(body)}</{inner}></{name}>'


@pytest.mark.parametrize(
    ("kind", "source", "body", "expected"),
    [
        ("some", "[1, 2]", "if i = 1 then null else true", True),
        ("some", "[1, 2]", "if i = 1 then null else false", None),
        ("some", "[1, 2]", 'if i = 1 then "x" else true', None),
        ("every", "[1, 2]", "if i = 1 then null else false", False),
        ("every", "[1, 2]", "if i = 1 then null else true", None),
        ("every", "[1..3]", "i > 0", True),
        ("some", "[]", "true", False),
        ("every", "[]", "false", True),
        ("every", "null", "true", None),
    ],
)
def test_boxed_quantifiers_have_three_values_as_those_in_text_have(kind, source, body, expected, dmn):
    model = load(dmn.model(dmn.decision("d", box(dmn, kind, source, body, "satisfies"))))
    assert model.evaluate("d", {}).value is expected
    text = dmn.literal(f"{kind} i in {source} satisfies {body}")
    assert load(dmn.model(dmn.decision("d", text))).evaluate("d", {}).value is expected


def test_a_boxed_for_sees_what_it_made_so_far(dmn):
    logic = box(dmn, "for", "[1..4]", "i + count(partial)", "return")
    assert load(dmn.model(dmn.decision("d", logic))).evaluate("d", {}).value == [1, 3, 5, 7]
