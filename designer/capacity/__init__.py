"""The capacity room: how many processes a number of returns needs, worked out and simulated from measured times."""
