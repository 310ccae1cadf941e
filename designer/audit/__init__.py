"""The tamper-evident trail of who did what."""
