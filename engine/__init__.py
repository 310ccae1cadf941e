"""BPMN and DMN execution on SpiffWorkflow and SQLAlchemy; knows no web framework, no queue and no connector."""
