"""Every example of the page about FEEL does what the page says."""

import re
from collections.abc import Iterator
from importlib.resources import as_file, files

import pytest

from designer.help import articles, markdown
from designer.help.examples import Example, Table
from engine import calendars
from engine.dmn import feel, load
from engine.dmn.feel.text import to_text
from engine.dmn.feel.values import Value, kind
from engine.errors import InvalidModel

SOURCE = articles.source("feel")
EXAMPLES = tuple(markdown.examples_of(SOURCE))
POLICIES = {
    "U": ("UNIQUE", ""),
    "A": ("ANY", ""),
    "P": ("PRIORITY", ""),
    "F": ("FIRST", ""),
    "R": ("RULE ORDER", ""),
    "O": ("OUTPUT ORDER", ""),
    "C": ("COLLECT", ""),
    "C+": ("COLLECT", "SUM"),
    "C<": ("COLLECT", "MIN"),
    "C>": ("COLLECT", "MAX"),
    "C#": ("COLLECT", "COUNT"),
}
ABOUT = (
    "window",
    "fee",
    "threshold",
    "business day",
    "rounding",
    "time zone",
    "every line",
    "three-valued",
    "unary test",
)


def value_of(text: str) -> Value:
    problems: list[feel.FeelProblem] = []
    value = feel.compile(text).evaluate({}, problems)
    assert problems == []
    return value


def evaluate(example: Example) -> tuple[Value, list[str]]:
    given = value_of(example.given) if example.given else {}
    if example.kind == "table":
        found = load(dmn_of(example.table)).evaluate("d", given)
        return found.value, [str(problem) for problem in found.problems]
    problems: list[feel.FeelProblem] = []
    if example.kind == "diagram":
        return calendars.compile(example.text).evaluate(given, problems), [str(problem) for problem in problems]
    is_test = example.kind == "unary"
    scope = {"?": given} if is_test else given
    compiled = feel.compile(example.text, "unary" if is_test else "expression", names=scope, members=names_in(given))
    return compiled.evaluate(scope, problems), [str(problem) for problem in problems]


def names_in(value: Value) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(names_in(part) for part in value.values()))
    return set().union(*(names_in(part) for part in value)) if isinstance(value, list) else set()


def dmn_of(table: Table) -> str:
    """The table as a DMN file; an output may name its allowed values: `percent = 0, 15`."""
    policy, aggregation = POLICIES[table.hit_policy]
    data, needs, columns = "", "", ""
    for index, name in enumerate(table.inputs):
        data += f'<inputData id="i{index}" name="{name}"><variable name="{name}"/></inputData>'
        needs += f'<informationRequirement><requiredInput href="#i{index}"/></informationRequirement>'
        columns += f"<input><inputExpression><text>{name}</text></inputExpression></input>"
    for name, _, allowed in (output.partition(" = ") for output in table.outputs):
        values = f"<outputValues><text>{allowed}</text></outputValues>" if allowed else ""
        columns += f'<output name="{name}">{values}</output>'
    rules = "".join(rule_of(table, rule) for rule in table.rules)
    collected = f' aggregation="{aggregation}"' if aggregation else ""
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:m">'
        f'{data}<decision id="d" name="d"><variable name="d"/>{needs}'
        f'<decisionTable hitPolicy="{policy}"{collected}>{columns}{rules}</decisionTable></decision></definitions>'
    )


def rule_of(table: Table, rule: tuple[str, ...]) -> str:
    tags = ["inputEntry"] * len(table.inputs) + ["outputEntry"] * len(table.outputs)
    cells = zip(tags, rule, strict=True)
    return f"<rule>{''.join(f'<{tag}><text><![CDATA[{cell}]]></text></{tag}>' for tag, cell in cells)}</rule>"


@pytest.fixture(scope="module", autouse=True)
def shipped_calendars() -> Iterator[None]:
    with as_file(files("processes").joinpath("calendars")) as folder, calendars.use(calendars.Folder(folder)):
        yield


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.text[:60].replace("\n", " "))
def test_an_example_gives_what_the_page_states(example: Example) -> None:
    assert example.result is not None, f"no result is stated for {example.text}"
    if example.kind == "refused":
        with pytest.raises(InvalidModel) as refusal:
            evaluate(example)
        assert str(refusal.value) == example.result
        return
    value, problems = evaluate(example)
    stated = value_of(example.result)
    # The text too: 12.50 is stated as 12.50.
    assert (kind(value), to_text(value)) == (kind(stated), to_text(stated)), problems
    assert example.reason in (problems[0] if problems else "")
    assert bool(problems) == bool(example.reason), problems


def test_every_block_of_the_page_is_an_example() -> None:
    assert len(re.findall(r"(?m)^```\S", SOURCE)) == len(re.findall(r"(?m)^```$", SOURCE)) == len(EXAMPLES) > 50


@pytest.mark.parametrize("subject", ABOUT)
def test_the_page_covers(subject: str) -> None:
    assert subject in SOURCE.lower()


@pytest.mark.parametrize("policy", POLICIES)
def test_every_hit_policy_has_a_table(policy: str) -> None:
    assert [example for example in EXAMPLES if example.kind == "table" and example.table.hit_policy == policy]
