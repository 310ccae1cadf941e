"""JUEL, the expression language of Camunda 7, Flowable and Activiti, as FEEL."""

from engine.bpmn.vendors.juel.templates import condition, dynamic, is_expression, value
from engine.bpmn.vendors.juel.translation import translate

__all__ = ["condition", "dynamic", "is_expression", "translate", "value"]
