"""Caps on what diagrams and their values may ask for; beyond them there is a problem or a failure, never a crash."""

ID_CHARS = 200  # ids of processes, elements and flows; names of messages; correlation keys
NAME_CHARS = 100  # connectors, operations, connections, forms, decisions, variables, people and groups
DIGITS = 16  # of a number of a bundle
PRIORITY = 1_000_000
STEPS = 100_000  # without coming to rest
DEPTH = 50  # processes and sub-processes in each other
ROUNDS = 10_000  # instances of one multi-instance activity
