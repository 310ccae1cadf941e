"""FEEL, the expression language of DMN 1.5: compiled to closures, exact decimals, bounded work, no Python reachable."""

from engine.dmn.feel.expression import Expression, compile
from engine.dmn.feel.limits import LIMITS, Limits
from engine.dmn.feel.problems import FeelProblem, FeelSyntaxError, Position
from engine.dmn.feel.values import Range, Value, YearsMonthsDuration, to_feel, to_json

__all__ = [
    "LIMITS",
    "Expression",
    "FeelProblem",
    "FeelSyntaxError",
    "Limits",
    "Position",
    "Range",
    "Value",
    "YearsMonthsDuration",
    "compile",
    "to_feel",
    "to_json",
]
