"""Lets the host follow every advance inside the same transaction."""

from engine.runtime.observers import Advance, Observer, register

__all__ = ["Advance", "Observer", "register"]
