"""Counters of several processes are one sum, which never falls when a process ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COUNT = """
import sys
from pathlib import Path
from designer.monitoring import folder
folder.share(Path(sys.argv[1]))
from designer.monitoring import measures
of = measures.of_process()
of.advances.inc(int(sys.argv[2]))
of.http.labels("GET", "/healthz", "2xx").observe(0.004)
"""
TELL = """
import sys
from pathlib import Path
from designer.monitoring import folder
folder.share(Path(sys.argv[1]))
from designer.app import create_app
from designer.monitoring import exposition
app = create_app({"DATA_DIR": sys.argv[1]})
with app.app_context():
    print(exposition.text().decode())
"""


def run(script: str, folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    command = [sys.executable, "-c", script, str(folder), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def told(tmp_path: Path) -> list[str]:
    """What is told after two processes have counted and ended, and after a third."""
    run(COUNT, tmp_path, "2")
    run(COUNT, tmp_path, "3")
    first = run(TELL, tmp_path)
    run(COUNT, tmp_path, "4")
    return [first, run(TELL, tmp_path)]


def test_processes_that_have_ended_are_counted_on(told: list[str]) -> None:
    line = 'returnflow_http_request_seconds_bucket{le="0.005",method="GET",route="/healthz",status="2xx"}'
    assert ["returnflow_advances_total 5.0" in told[0], "returnflow_advances_total 9.0" in told[1]] == [True, True]
    assert f"{line} 2.0" in told[0]
    assert f"{line} 3.0" in told[1]


def test_the_folder_does_not_grow_with_every_start(told: list[str], tmp_path: Path) -> None:
    names = {path.name for path in (tmp_path / "metrics").glob("*.db")}
    assert len(names) == 4, "the sums, and the files of the one that told them last"
    assert {"counter_0.db", "histogram_0.db"} < names
