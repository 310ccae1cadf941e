"""The scenarios room: plays worked cases through the real engine, the library and simulated systems."""
