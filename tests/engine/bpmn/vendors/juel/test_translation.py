"""JUEL as FEEL; every expression is made together with the value that the Jakarta specification gives it."""

from typing import Any, NamedTuple

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from engine.bpmn.vendors import juel
from engine.bpmn.vendors.expressions import Untranslatable
from engine.dmn import feel

SCOPE: dict[str, Any] = {
    "amount": 120,
    "rest": -7,
    "approved": True,
    "nothing": None,
    "name": "Ada",
    "lines": [{"sku": "A1", "qty": 2}, {"sku": "B2", "qty": 5}],
    "none": [],
    "order": {"total": 120, "customer": {"name": "Ada"}},
    "loopCounter": 1,
    "numberOfInstances": 4,
    "numberOfCompletedInstances": 2,
    "numberOfActiveInstances": 1,
}


def evaluated(text: str) -> tuple[Any, bool]:
    problems: list[Any] = []
    translated = juel.value(text)
    assert translated.startswith("="), translated
    value = feel.compile(translated[1:]).evaluate(feel.to_feel(SCOPE), problems)
    return value, value is None and bool(problems)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("${amount > 100 && approved}", True),
        ("#{amount gt 100 and not approved}", False),
        ("${amount ne 120 or amount le 120}", True),
        ("${amount == 120}", True),
        ("${!approved}", False),
        ("${empty none}", True),
        ("${empty name || empty lines || empty order}", False),
        ("${empty nothing}", True),
        ("${not empty lines}", True),
        ("${nothing == null}", True),
        ("${order.customer.name == 'Ada'}", True),
        ("${order['total'] / 8}", 15),
        ("${lines[1].sku}", "B2"),
        ("${lines[loopCounter].sku}", "A1"),
        ("${rest % 3}", -1),
        ("${rest mod 3 + 7 div 2}", 2.5),
        ("${amount > 100 ? 'high' : 'low'}", "high"),
        ("${approved ? 1 : 2}", 1),
        ('${"it\'s"}', "it's"),
        ("${'}'}", "}"),
        ("${-amount + 1}", -119),
        ("${(amount + 1) * 2}", 242),
        ("${lines.size() > 1}", True),
        ("${name.length()}", 3),
        ("${none.isEmpty()}", True),
        ("${name.equals('Ada') && name.equalsIgnoreCase('ADA')}", True),
        ("${name.toLowerCase().startsWith('a')}", True),
        ("${name.substring(1, 2)}", "d"),
        ("${name.contains('d')}", True),
        ("${order.containsKey('total')}", True),
        ("${order.get('total')}", 120),
        ("${order.getTotal().intValue()}", 120),
        ("${execution.getVariable('amount') - 20}", 100),
        ("${execution.hasVariable('amount')}", True),
        ("${nrOfCompletedInstances/nrOfInstances >= 0.5}", True),
        ("${nrOfActiveInstances}", 1),
        ("${S(order).prop('customer').prop('name').stringValue()}", "Ada"),
        ("RMA ${amount} of ${name}", "RMA 120 of Ada"),
        ("[${nothing}]", "[]"),
    ],
)
def test_an_expression_gives_what_the_other_engine_gives(text: str, wanted: Any) -> None:
    value, is_loud = evaluated(text)
    assert not is_loud
    assert value == feel.to_feel(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "${name + 1}",  # JUEL adds numbers only
        "${name + name}",
        "${amount == 'x'}",
        "${amount ? 1 : 2}",
        "${!name}",
        "${missing > 1}",
        "${amount > 1 && name}",
    ],
)
def test_what_is_no_number_or_condition_fails_aloud(text: str) -> None:
    assert evaluated(text)[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("${bean.doIt(execution)}", "execution has no equivalent"),
        ("${execution.setVariable('a', 1)}", "execution.setVariable"),
        ("${task.assignee}", "task has no equivalent"),
        ("${order.calculate(1)}", "the method calculate"),
        ("${ns:call(1)}", "expected an operator or the end"),
        ("${currentUser()}", "the function currentUser"),
        ("${a$b}", "cannot be the name"),
        ("${amount >}", "expected a value"),
        ("${amount", "no closing brace"),
        ("${amount = 1}", "'='"),
        ("${" + "(" * 90 + "1" + ")" * 90 + "}", "deep"),
        ("${" + "-" * 90 + "1}", "deep"),
        ("${" + "1+" * 3000 + "1}", "at most"),
        ("${" + "x%" * 30 + "2}", "parts of FEEL"),
        ("${" + "a+" * 1500 + "1}", "."),
    ],
)
def test_what_has_no_equivalent_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(Untranslatable, match=said):
        juel.value(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("sales", "sales"), ("", ""), ("=sales", '="=sales"'), ("\\${x}", "${x}"), ("5 $ {x}", "5 $ {x}")],
)
def test_a_text_without_expression_stays_a_text(text: str, wanted: str) -> None:
    assert juel.value(text) == wanted


class Case(NamedTuple):
    text: str
    value: Any


def cases(**values: Any) -> st.SearchStrategy[Case]:
    return st.sampled_from([Case(text.replace("_dot_", "."), value) for text, value in values.items()])


def remainder(a: int, b: int) -> int:
    return abs(a) % abs(b) * (-1 if a < 0 else 1)


def sums(inner: st.SearchStrategy[Case]) -> st.SearchStrategy[Case]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(lambda t: Case(f"({t[0].text} + {t[1].text})", t[0].value + t[1].value)),
        pairs.map(lambda t: Case(f"({t[0].text} - {t[1].text})", t[0].value - t[1].value)),
        pairs.map(lambda t: Case(f"{t[0].text} * {t[1].text}", t[0].value * t[1].value)),
        inner.map(lambda c: Case(f"({c.text} % 5)", remainder(c.value, 5))),
    )


numbers = st.recursive(cases(amount=120, rest=-7, order_dot_total=120, loopCounter=0), sums, max_leaves=5)
conditions = st.recursive(
    st.one_of(
        cases(approved=True),
        st.tuples(numbers, numbers).map(lambda t: Case(f"({t[0].text}) <= ({t[1].text})", t[0].value <= t[1].value)),
        st.tuples(numbers, numbers).map(lambda t: Case(f"({t[0].text}) ne ({t[1].text})", t[0].value != t[1].value)),
    ),
    lambda inner: st.one_of(
        inner.map(lambda c: Case(f"!({c.text})", not c.value)),
        st.tuples(inner, inner).map(lambda t: Case(f"({t[0].text} && {t[1].text})", t[0].value and t[1].value)),
        st.tuples(inner, inner).map(lambda t: Case(f"({t[0].text} or {t[1].text})", t[0].value or t[1].value)),
        st.tuples(inner, inner, inner).map(
            lambda t: Case(f"({t[0].text} ? {t[1].text} : {t[2].text})", t[1].value if t[0].value else t[2].value)
        ),
    ),
    max_leaves=5,
)


@given(conditions)
def test_well_typed_conditions_give_what_the_specification_says(case: Case) -> None:
    try:
        found = evaluated(f"${{{case.text}}}")
    except Untranslatable:  # remainders of remainders grow too large
        reject()
    assert found == (case.value, False)
