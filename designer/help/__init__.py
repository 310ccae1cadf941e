"""User documentation."""
