"""The worked examples of the help pages: fenced blocks called `feel`, read from their source, and as HTML.

A block has parts with a line `---` between them: the input, the FEEL text, the result, and for a null why.
`feel` is an expression whose variables are the entries of the input; `feel diagram` one that diagrams alone may use,
because it calls the business calendars; `feel unary` a table's cell that is tested
against the input; `feel table` a decision table, whose first line is `hit policy: input | input || output` and whose
other lines are rules; `feel refused` an expression that cannot be compiled, its result being the message.
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from markupsafe import Markup

Kind = Literal["expression", "diagram", "unary", "table", "refused"]

_KINDS: dict[str, Kind] = {
    "": "expression",
    "diagram": "diagram",
    "unary": "unary",
    "table": "table",
    "refused": "refused",
}
_TEXT_NAMES: dict[Kind, str] = {"unary": "Cell", "table": "Table"}


@dataclass(frozen=True)
class Table:
    """A small decision table; every rule has the texts of its cells, inputs before outputs."""

    hit_policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Example:
    """One example; `result` is None where the page forgot to state one."""

    kind: Kind
    given: str
    text: str
    result: str | None
    reason: str = ""

    @property
    def table(self) -> Table:
        """The text of a `feel table` as a table."""
        head, *rules = [line for line in self.text.splitlines() if line.strip()]
        policy, _, names = head.partition(":")
        inputs, _, outputs = names.partition("||")
        return Table(policy.strip(), _cells(inputs), _cells(outputs), tuple(_cells(rule) for rule in rules))


def is_example(info: str) -> bool:
    """Whether the words behind the fence of a block make it an example."""
    name, _, how = info.strip().partition(" ")
    return name == "feel" and how in _KINDS


def read(info: str, content: str) -> Example:
    """The example in a fenced block for which `is_example` holds."""
    parts = [part.strip() for part in re.split(r"(?m)^---$", content)]
    given, text, result, reason = (parts[place] if place < len(parts) else "" for place in range(4))
    return Example(_KINDS[info.strip().partition(" ")[2]], given, text, result or None, reason)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in re.split(r"\|\|?", line))


def to_html(example: Example, try_url: str | None) -> Markup:
    """The example as a figure; with a way to try it at `try_url`, unless that is None."""
    parts = [("Input", _code(example.given))] if example.given else []
    shown = _table_html(example.table) if example.kind == "table" else _code(example.text)
    parts.append((_TEXT_NAMES.get(example.kind, "Expression"), shown))
    parts.append(("Refused" if example.kind == "refused" else "Result", _code(example.result or "")))
    if example.reason:
        parts.append(("Because", Markup("<p>{}</p>").format(example.reason)))
    rows = Markup("").join(_ROW.format(name, body) for name, body in parts)
    link = Markup("") if try_url is None or example.kind == "table" else _TRY.format(_address(example, try_url))
    return Markup('<figure class="rf-example"><dl>{}</dl>{}</figure>').format(rows, link)


_ROW = Markup("<div><dt>{}</dt><dd>{}</dd></div>")
_RULES = Markup(
    '<div class="rf-rules"><table><thead><tr><th scope="col" title="Hit policy">{}</th>{}</tr></thead>'
    "<tbody>{}</tbody></table></div>"
)
_TRY = Markup('<a class="rf-example-try btn btn-sm" href="{}">Try it</a>')


def _code(text: str) -> Markup:
    return Markup("<pre><code>{}</code></pre>").format(text)


def _address(example: Example, try_url: str) -> str:
    how = "expression" if example.kind == "refused" else example.kind
    return f"{try_url}?{urlencode({'how': how, 'given': example.given, 'text': example.text})}"


def _table_html(table: Table) -> Markup:
    """Columns as a modeler shows them: the hit policy in the corner, then what is asked, then what is answered."""
    heads = Markup("").join(
        Markup('<th scope="col" class="{}">{}</th>').format(role, name)
        for role, names in (("is-input", table.inputs), ("is-output", table.outputs))
        for name in names
    )
    rules = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(number, _cells_html(rule, len(table.inputs)))
        for number, rule in enumerate(table.rules, 1)
    )
    return _RULES.format(table.hit_policy, heads, rules)


def _cells_html(rule: tuple[str, ...], inputs: int) -> Markup:
    return Markup("").join(
        Markup('<td class="{}"><code>{}</code></td>').format("is-input" if index < inputs else "is-output", cell)
        for index, cell in enumerate(rule)
    )
