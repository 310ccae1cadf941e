"""`python -m benchmarks.installation FOLDER`: an application with the benchmark's process; prints two API tokens.

A process of its own: an application in the measuring process would listen to the engine contender's steps too.
"""

import sys
from pathlib import Path

from benchmarks.engine_api import model_files
from designer.app import create_app
from designer.extensions import transaction
from designer.identity import demo_logins, tokens
from designer.identity.actor import SYSTEM
from designer.migrations import upgrade
from engine.commands import bundles


def main() -> None:
    app = create_app({"DATA_DIR": Path(sys.argv[1])})
    with app.app_context():
        upgrade(app.extensions["returnflow.engines"].write)
        demo_logins.load(SYSTEM)
        with transaction() as conn:
            bundles.deploy(conn, model_files(), name="benchmark", by="benchmark")
        for username in ("dev1", "csr1"):
            print(tokens.create(SYSTEM, username, "benchmark").text)


if __name__ == "__main__":
    main()
