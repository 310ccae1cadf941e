"""`python -m benchmarks.installation FOLDER`: an application with the benchmark's process; prints two API tokens.

A process of its own: an application in the measuring process would listen to the engine contender's steps too.
"""

import sys
from pathlib import Path

from benchmarks.engine_api import model_files
from connectors.sdk import Network, registry
from designer.app import create_app
from designer.catalog import service as catalog
from designer.catalog.service import ConnectionDraft
from designer.database import transaction
from designer.identity import demo_logins, tokens
from designer.identity.actor import SYSTEM
from designer.migrations import upgrade
from engine.commands import bundles

CONNECTOR = "bench"  # of `fleet`, where that is installed
ADDRESS = "http://127.0.0.1:9"  # nobody calls there


def main() -> None:
    app = create_app({"DATA_DIR": Path(sys.argv[1])})
    with app.app_context():
        upgrade(app.extensions["returnflow.engines"].write)
        demo_logins.load(SYSTEM)
        with transaction() as conn:
            bundles.deploy(conn, model_files(), name="benchmark", by="benchmark")
        if any(known.id == CONNECTOR for known in registry.all()):
            draft = ConnectionDraft(CONNECTOR, "Benchmark", ADDRESS, Network.SIMULATOR, {}, {"token": "bench"})
            catalog.save(SYSTEM, CONNECTOR, draft)
        for username in ("dev1", "csr1"):
            print(tokens.create(SYSTEM, username, "benchmark").text)


if __name__ == "__main__":
    main()
