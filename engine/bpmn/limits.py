"""Caps on what diagrams and their values may ask for; beyond them there is a problem or a failure, never a crash."""

ID_CHARS = 200  # ids of processes, elements and flows; names of messages; correlation keys
NAME_CHARS = 100  # connectors, operations, connections, forms, decisions, variables, people and groups
DIGITS = 16  # of a number of a bundle
PRIORITY = 1_000_000
STEPS = 100_000  # without coming to rest
DEPTH = 50  # processes and sub-processes in each other
ROUNDS = 10_000  # instances of one multi-instance activity
ELEMENTS = 30_000  # elements and flows of a file
MARKUP = 250_000  # XML elements of a file, drawing included
FEEL_CHARS = 1_000_000  # of all expressions of a process
PROBLEMS = 1_000  # that are listed
REACH_STEPS = 5_000_000  # of working out what inclusive gateways wait for, a few seconds
