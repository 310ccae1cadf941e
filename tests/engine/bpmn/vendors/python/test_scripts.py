"""Scripts of assignments as FEEL, held against Python itself."""

from typing import Any

import pytest

from engine.bpmn.vendors import python
from engine.bpmn.vendors.expressions import Untranslatable, written
from engine.dmn import feel


def run(text: str, **scope: Any) -> dict[str, Any]:
    """The variables behind the script: each assignment sees the ones before."""
    seen = dict(feel.to_feel(scope))  # type: ignore[arg-type]
    for name, tree in python.script(text).assignments:
        problems: list[Any] = []
        seen[name] = feel.compile(written(tree)[1:]).evaluate(seen, problems)
        assert problems == []
    return seen


@pytest.mark.parametrize(
    "text",
    [
        "total = price * 2\ntotal = total + 1",
        "total = 0\ntotal += price",
        "a = b = price",
        "x: int = price",
        "'''what it does'''\n# why\nx = 1\npass",
        "order['total'] = price\norder['paid'] = False",
        "if price > 10:\n    kind = 'dear'\nelif price > 5:\n    kind = 'fair'\nelse:\n    kind = 'cheap'",
        "if price > 10:\n    a = 1\n    b = 2\nelse:\n    a = 3\n    b = 4",
    ],
)
def test_a_script_leaves_the_variables_that_python_leaves(text: str) -> None:
    for price in (3, 7, 20):
        wanted: dict[str, Any] = {"price": price, "order": {"id": "x"}}
        exec(text, {}, wanted)  # noqa: S102 (the reference: texts of this file only)
        wanted = {name: value for name, value in wanted.items() if not name.startswith("__")}
        assert run(text, price=price, order={"id": "x"}) == feel.to_feel(wanted)


def test_a_script_may_stand_indented_as_in_a_file() -> None:
    assert run("\n        a = 1\n        b = a\n      ") == run("a = 1\n        b = a") == run("a = 1\nb = a")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import os", "line 1: Import"),
        ("x = 1\nfor y in z: pass", "line 2: For"),
        ("del x", "Delete"),
        ("print(x)", "Expr"),
        ("x.y.z = 1", "something other than a variable"),
        ("a, b = 1, 2", "something other than a variable"),
        ("if x:\n  a = 1", "same variables"),
        ("if x > 1:\n  a = 1\n  b = a\nelse:\n  a = 2\n  b = 3", "reads what it assigns"),
        ("x = open('/etc/passwd').read()", "line 1: the function open"),
        ("x = 1\n" * 500, "at most 200"),
    ],
)
def test_a_script_that_does_more_than_assign_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(Untranslatable, match=said):
        python.script(text)
