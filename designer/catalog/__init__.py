"""The catalog room: which connectors there are, which systems they are connected to, and their secrets."""
