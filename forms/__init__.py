"""The shipped JSON-Schema forms (data only)."""
