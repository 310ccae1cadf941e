"""Checks of models before they are deployed: what runs, but not as anybody wants. One rule per module of `rules`."""

from engine.lint.explanations import Explanation, explain
from engine.lint.facts import OperationFacts
from engine.lint.registry import RULES, check

__all__ = ["RULES", "Explanation", "OperationFacts", "check", "explain"]
