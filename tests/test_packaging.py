import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHON_LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-extras.lock",
    "requirements-node.lock",
    "benchmarks/peers/requirements.lock",
)
NODE_LOCKS = ("designer/ui/package-lock.json", "benchmarks/peers/package-lock.json")


@pytest.mark.parametrize("lock", [*PYTHON_LOCKS, *NODE_LOCKS])
def test_a_lock_file_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    # Funding links of npm packages are texts for people; an installer never follows them.
    addresses = re.findall(r"(?:resolved\W+|index-url\W+|find-links\W+|@ )(?:https?|file)://\S+", text)
    assert addresses == []
    assert "--index-url" not in text


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_every_locked_python_package_has_a_version_and_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    requirements = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.lstrip().startswith("#")]
    assert requirements
    assert [entry for entry in requirements if not re.match(r"[\w.\[\],-]+==\S+.*\\\n\s+--hash=sha256:", entry)] == []


@pytest.mark.parametrize("lock", NODE_LOCKS)
def test_every_locked_node_package_has_a_hash(lock: str) -> None:
    packages = json.loads((ROOT / lock).read_text("utf-8"))["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_the_lock_holds_every_dependency_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    names = {re.split(r"[\[<>=~]", line)[0].lower().replace("_", "-") for line in wanted}
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))
    assert names - locked == set()


def test_the_layers_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
