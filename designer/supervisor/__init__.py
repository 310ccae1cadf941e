"""Keeps the processes of one machine running: starts them, starts them again, ends them together."""
