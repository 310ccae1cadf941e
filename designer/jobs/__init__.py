"""The jobs room: runs service tasks and timers, takes webhooks."""
