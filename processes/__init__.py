"""The shipped process library: BPMN and DMN models and the list of return types (data only)."""
