"""Moves instances from one durable state to the next: load, act, advance, save, all in the caller's transaction."""
