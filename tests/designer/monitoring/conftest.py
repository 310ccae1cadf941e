"""The desk of the returns room, with its small return process."""

import runpy
from pathlib import Path

_shared = runpy.run_path(str(Path(__file__).parents[1] / "returns" / "conftest.py"))
servers, desk = _shared["servers"], _shared["desk"]
