"""What the units, the containers and the settings name is there: a file that nobody runs daily goes stale unseen."""

import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from designer import config
from designer.cli import main

FOLDER = Path(str(files("designer").joinpath("deployment")))
UNITS = sorted(FOLDER.glob("systemd/*.service"))
KNOWN = {setting.variable for setting in config.SETTINGS}


def options_of(command: str) -> set[str]:
    """The options that a command of ours takes."""
    found = main.get_command(None, command)  # type: ignore[arg-type]  # it needs no context
    assert found is not None, command
    return {option for parameter in found.params for option in parameter.opts}


@pytest.mark.parametrize("path", sorted(path for path in FOLDER.rglob("*") if path.is_file()), ids=lambda it: it.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"\bRETURNFLOW_[A-Z_]+\b", path.read_text("utf-8")))
    assert named - KNOWN == set()


@pytest.mark.parametrize("unit", UNITS, ids=lambda it: it.stem)
def test_every_unit_starts_a_command_that_exists(unit: Path) -> None:
    command, *options = re.findall(r"^ExecStart=\S+/returnflow (.+)$", unit.read_text(), re.MULTILINE)[0].split()
    assert set(options) <= options_of(command)


def test_every_container_starts_a_command_that_exists() -> None:
    text = (FOLDER / "compose.yaml").read_text()
    commands = re.findall(r"<<: \*returnflow\n    command: \[([^\]]+)\]", text)
    assert len(commands) == 4
    for found in commands:
        command, *options = found.split(", ")
        assert set(options) <= options_of(command)


@pytest.mark.parametrize("unit", UNITS, ids=lambda it: it.stem)
def test_systemd_takes_every_unit(unit: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed here")
    copied = tmp_path / unit.name
    copied.write_text(unit.read_text().replace("/opt/returnflow/bin/returnflow", "/bin/true"))
    done = subprocess.run([analyze, "verify", str(copied)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_process_is_given_longer_to_stop_than_it_takes_to_drain() -> None:
    drain = int(re.findall(r"RETURNFLOW_DRAIN_SECONDS=(\d+)", (FOLDER / "systemd/returnflow.env").read_text())[0])
    stops = {int(n) for unit in UNITS for n in re.findall(r"TimeoutStopSec=(\d+)", unit.read_text())}
    grace = int(re.findall(r"stop_grace_period: (\d+)s", (FOLDER / "compose.yaml").read_text())[0])
    assert min(*stops, grace) > drain
