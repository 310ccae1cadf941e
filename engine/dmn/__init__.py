"""FEEL and DMN 1.5: usable alone, on nothing but the clock and the error tree."""

from engine.dmn.decisions import DecisionModel, load
from engine.dmn.evaluation import Evaluation, RuleHit
from engine.dmn.library import load_all
from engine.dmn.model import Decision

__all__ = ["Decision", "DecisionModel", "Evaluation", "RuleHit", "load", "load_all"]
