"""What each kind of element does when a token comes: one small class per kind, on SpiffWorkflow's task specs."""
