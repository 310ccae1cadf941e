"""Decisions: tried out, called by programs, and explained where a process took one."""
