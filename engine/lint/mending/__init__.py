"""Applies quick fixes to the text of a diagram; everything they do not name stays as it is, byte by byte."""

from engine.lint.mending.apply import mend
from engine.lint.mending.executable import as_executable, drawings

__all__ = ["as_executable", "drawings", "mend"]
