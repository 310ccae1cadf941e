"""Every installed connector keeps the contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.sdk import conformance, registry
from connectors.sdk.conformance import Target
from connectors.sdk.simulator import SimulatorServer


@pytest.fixture(scope="module", params=[connector.id for connector in registry.all()])
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    path: Path = tmp_path_factory.mktemp("simulator") / f"{request.param}.db"
    with SimulatorServer(request.param, 0, path, secret="whsec_c2VjcmV0IG9mIHRlc3Rz") as server:
        yield Target(registry.get(request.param), server)


@pytest.mark.parametrize("name", conformance.CHECKS)
def test_the_connector_conforms(target: Target, name: str) -> None:
    conformance.CHECKS[name](target)
