"""Writes random FEEL: what the grammar allows, with values and functions that seldom fit each other."""

import random
from collections.abc import Callable

from engine.dmn.feel.builtins import BUILT_INS

NAMES = ("x", "numbers", "people", "order total", "person", "text", "f", "day", "nothing", "?", "item", "partial")
_NUMBERS = ("0", "1", "2", "-1", "0.1", "3.14", "10", "1e3", "1e-30", "9999999999999999999999999999999999", "1e6000")
_STRINGS = (
    '""',
    '"a"',
    '"foobar"',
    '"ä😀"',
    '"2024-02-29"',
    '"P1D"',
    '"(a+)"',
    '"1,000.5"',
    '"[1..5]"',
    '","',
    '"key"',
)
_TIMES = (
    "2024-02-29",
    "2024-02-29T10:00:00",
    "2024-02-29T10:00:00Z",
    "2024-03-31T02:30:00@Europe/Berlin",
    "10:00:00",
    "10:00:00+05:30",
    "P1D",
    "PT1H30M",
    "-P1DT1S",
    "P1Y2M",
    "-P13M",
    "P0D",
    "nonsense",
    "-0044-03-15",
    "12345-01-01",
)
_TYPES = (
    "number",
    "string",
    "boolean",
    "Any",
    "Null",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
    "list<number>",
    "context<a: number>",
    "range<date>",
    "function<number> -> Any",
    "list",
)
_FUNCTIONS = tuple(BUILT_INS)


class Writer:
    """Writes expressions of a bounded size with the random numbers that it is given."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._rules: tuple[Callable[[int], str], ...] = (
            self._operation,
            self._comparison,
            self._call,
            self._call,
            self._call,
            self._named_call,
            self._list,
            self._context,
            self._range,
            self._if,
            self._for,
            self._quantified,
            self._path,
            self._filter,
            self._in,
            self._instance,
            self._function,
            self._between,
            self._junction,
            self._negation,
            self._parentheses,
        )

    def expression(self, depth: int = 4) -> str:
        if depth <= 0 or self.rng.random() < 0.12:
            return self._leaf()
        return self.rng.choice(self._rules)(depth - 1)

    def unary(self) -> str:
        tests = ", ".join(self._test(2) for _ in range(self.rng.randint(1, 3)))
        return self.rng.choice([tests, tests, f"not({tests})", "-"])

    def _leaf(self) -> str:
        choose = self.rng.choice
        return choose(
            [
                choose(_NUMBERS),
                choose(_STRINGS),
                f'@"{choose(_TIMES)}"',
                choose(NAMES),
                choose(["true", "false", "null"]),
            ]
        )

    def _several(self, depth: int, least: int = 0) -> str:
        return ", ".join(self.expression(depth) for _ in range(self.rng.randint(least, 3)))

    def _operation(self, depth: int) -> str:
        return f"{self.expression(depth)} {self.rng.choice(['+', '-', '*', '/', '**'])} {self.expression(depth)}"

    def _comparison(self, depth: int) -> str:
        return f"{self.expression(depth)} {self.rng.choice(['=', '!=', '<', '<=', '>', '>='])} {self.expression(depth)}"

    def _call(self, depth: int) -> str:
        return f"{self.rng.choice(_FUNCTIONS)}({self._several(depth)})"

    def _named_call(self, depth: int) -> str:
        function = BUILT_INS[self.rng.choice(_FUNCTIONS)]
        signature = self.rng.choice(function.signatures)
        names = [parameter.name for parameter in signature.parameters if self.rng.random() < 0.9]
        return f"{function.name}({', '.join(f'{name}: {self.expression(depth)}' for name in names)})"

    def _list(self, depth: int) -> str:
        return f"[{self._several(depth)}]"

    def _context(self, depth: int) -> str:
        keys = self.rng.sample(["a", "b c", '"key"', "order total", "x"], self.rng.randint(0, 3))
        return "{" + ", ".join(f"{key}: {self.expression(depth)}" for key in keys) + "}"

    def _range(self, depth: int) -> str:
        opening, closing = self.rng.choice("[(]"), self.rng.choice("])[")
        return f"{opening}{self.expression(min(depth, 1))}..{self.expression(min(depth, 1))}{closing}"

    def _if(self, depth: int) -> str:
        return f"if {self.expression(depth)} then {self.expression(depth)} else {self.expression(depth)}"

    def _iterations(self, depth: int) -> str:
        def one() -> str:
            to = f"..{self.expression(0)}" if self.rng.random() < 0.2 else ""
            return f"{self.rng.choice(['i', 'x', 'a b'])} in {self.expression(depth)}{to}"

        return ", ".join(one() for _ in range(self.rng.randint(1, 2)))

    def _for(self, depth: int) -> str:
        return f"for {self._iterations(depth)} return {self.expression(depth)}"

    def _quantified(self, depth: int) -> str:
        return f"{self.rng.choice(['some', 'every'])} {self._iterations(depth)} satisfies {self.expression(depth)}"

    def _path(self, depth: int) -> str:
        name = self.rng.choice(["a", "b c", "year", "start", "name", "time offset", "days"])
        return f"({self.expression(depth)}).{name}"

    def _filter(self, depth: int) -> str:
        return f"{self._parentheses(depth)}[{self.expression(depth)}]"

    def _test(self, depth: int) -> str:
        operator = self.rng.choice(["", "", "< ", "<= ", "> ", ">= ", "= ", "!= "])
        return operator + (self._leaf() if operator else self.expression(depth))

    def _in(self, depth: int) -> str:
        return f"{self._leaf()} in ({self._test(depth)}, {self._test(depth)})"

    def _instance(self, depth: int) -> str:
        return f"({self.expression(depth)}) instance of {self.rng.choice(_TYPES)}"

    def _function(self, depth: int) -> str:
        typed = f": {self.rng.choice(_TYPES)}" if self.rng.random() < 0.5 else ""
        text = f"function(x{typed}) {self.expression(depth)}"
        return f"({text})({self.expression(depth)})" if self.rng.random() < 0.5 else f"({text})"

    def _between(self, depth: int) -> str:
        return f"{self._leaf()} between {self.expression(min(depth, 1))} and {self.expression(min(depth, 1))}"

    def _junction(self, depth: int) -> str:
        return f"{self.expression(depth)} {self.rng.choice(['and', 'or'])} {self.expression(depth)}"

    def _negation(self, depth: int) -> str:
        return f"-{self.expression(depth)}"

    def _parentheses(self, depth: int) -> str:
        return f"({self.expression(depth)})"
