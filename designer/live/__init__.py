"""Live: server-sent events that tell open pages what has changed."""
