"""Diagrams from other tools: their extensions as ours, in the tree that was read; the file itself is never changed.

What has an equivalent is given it, everything else is listed: an error where leaving it out would change what runs.
"""

from engine.bpmn.vendors.translation import translate

__all__ = ["translate"]
