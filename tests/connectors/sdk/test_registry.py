"""Connectors of other packages join by an entry point."""

from collections.abc import Iterator
from dataclasses import replace
from importlib import metadata
from typing import Any

import pytest

from connectors.sdk import registry
from connectors.sdk.errors import Misconfigured

CRM = registry.get("crm")
OTHER = replace(CRM, manifest=replace(CRM.manifest, id="other_crm"))


class Point:
    """An entry point that loads `target`."""

    name = "mine"

    def __init__(self, target: Any) -> None:
        self.target = target

    def load(self) -> Any:
        return self.target


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def install(*targets: Any) -> None:
        registry.all.cache_clear()
        points = [Point(target) for target in targets]
        monkeypatch.setattr(metadata, "entry_points", lambda group: points if group == "returnflow.connectors" else [])

    yield install
    registry.all.cache_clear()


def test_an_installed_connector_stands_beside_the_built_in_ones(installed: Any) -> None:
    installed(OTHER)
    assert [connector.id for connector in registry.all()] == ["erp", "wms", "carrier", "crm", "other_crm"]
    assert registry.get("other_crm") is OTHER


@pytest.mark.parametrize(("target", "complaint"), [(CRM, "claimed twice"), ("CRM", "expected a Connector, found str")])
def test_what_cannot_join_is_refused(installed: Any, target: Any, complaint: str) -> None:
    installed(target)
    with pytest.raises(Misconfigured, match=complaint):
        registry.all()
