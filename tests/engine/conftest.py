"""Stories on a throw-away database for everything that tests the engine."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from engine.commands.bundles import File
from engine.testing import Story, story

MODELS = Path(__file__).parent / "commands"


def approval_files() -> list[File]:
    return [
        File("bpmn", "approval.bpmn", (MODELS / "approval.bpmn").read_bytes()),
        File("form", "approval.json", (MODELS / "approval.json").read_bytes()),
    ]


@pytest.fixture
def approval(tmp_path: Path) -> Iterator[Story]:
    """The approval process, deployed, with an ERP that answers."""
    with story(tmp_path) as told:
        told.deploy(*approval_files())
        told.answer("erp.get_order", {"amount": Decimal("79.92")})
        told.answer("erp.post_credit_memo", {"memo_no": "CM-1"})
        yield told
