"""The canonical codes are the domain's, every one of them with its words."""

from pathlib import Path

import pytest

from designer.returns import codes

SHARED = Path(__file__).parents[4] / "shared" / "domain" / "canonical_codes.json"


def test_every_status_has_a_label_and_an_icon() -> None:
    assert len(codes.statuses()) == 19
    assert all(status.label and status.icon and status.meaning for status in codes.statuses().values())


def test_five_statuses_are_terminal() -> None:
    ended = {code for code, status in codes.statuses().items() if status.is_terminal}
    assert ended == {"CLOSED", "DECLINED", "CANCELLED", "EXPIRED", "REJECTED"}


def test_no_terminal_status_has_an_exit() -> None:
    for code, status in codes.statuses().items():
        if status.is_terminal:
            assert not [after for after in codes.statuses() if codes.is_legal(code, after)]


def test_a_return_may_be_declined_before_and_not_after_approval() -> None:
    assert codes.is_legal("SUBMITTED", "DECLINED")
    assert not codes.is_legal("APPROVED", "DECLINED")


def test_reasons_fit_the_type() -> None:
    assert "NO_LONGER_NEEDED" in codes.reasons("REMORSE")
    assert "DAMAGED_IN_TRANSIT" not in codes.reasons("REMORSE")
    assert "OTHER" in codes.reasons("CORE")


@pytest.mark.skipif(not SHARED.exists(), reason="the shared documents lie beside a development checkout only")
def test_the_shipped_codes_are_those_of_the_domain() -> None:
    shipped = Path(codes.__file__).with_name("canonical_codes.json")
    assert shipped.read_bytes() == SHARED.read_bytes()
