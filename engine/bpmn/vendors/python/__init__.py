"""The part of Python that SpiffArena's conditions and scripts mostly are, as FEEL. It is parsed, never run."""

from engine.bpmn.vendors.python.scripts import Script, script
from engine.bpmn.vendors.python.translation import translate

__all__ = ["Script", "script", "translate"]
