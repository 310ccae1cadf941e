"""The desk of the returns room, with a return that is over and one that is not."""

import runpy
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from designer.returns.testing import Desk
from designer.returns.views import ReturnView
from engine import clock

_shared = runpy.run_path(str(Path(__file__).parents[1] / "returns" / "conftest.py"))
servers, desk = _shared["servers"], _shared["desk"]


@pytest.fixture
def closed(desk: Desk) -> ReturnView:
    """A return that went all the way."""
    view = desk.request()
    desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
    desk.receive(view)
    desk.complete(view, "inspect", "insp1", ["inspector"], code="OK_SEALED", qty="4")
    return view


@pytest.fixture
def much_later() -> Iterator[None]:
    """A hundred days on."""
    with clock.use(clock.VirtualClock(clock.now() + timedelta(days=100))):
        yield
