"""Simulators: stateful stand-ins for real systems, served over HTTP, with a ledger and switchable faults."""

from connectors.sdk.simulator.server import SimulatorServer

__all__ = ["SimulatorServer"]
