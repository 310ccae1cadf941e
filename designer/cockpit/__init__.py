"""The cockpit: process instances and incidents, watched and repaired."""
