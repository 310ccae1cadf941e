"""Soundness of gateways (van der Aalst 1997): option to complete, proper completion, no dead parts; by playing."""

from engine.lint.soundness.budget import Budget
from engine.lint.soundness.report import ScopeReport, examine
from engine.lint.soundness.verdict import Finding, Kind
from engine.lint.soundness.witness import in_words

__all__ = ["Budget", "Finding", "Kind", "ScopeReport", "examine", "in_words"]
