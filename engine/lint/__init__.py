"""Checks of models before they are deployed: what runs, but not as anybody wants. One rule per module of `rules`."""

from engine.lint.registry import RULES, check

__all__ = ["RULES", "check"]
