"""The measures of a process are made once, however many threads ask first."""

import subprocess
import sys

_ASK_AT_ONCE = """
import sys, threading
from designer.monitoring import measures
sys.setswitchinterval(1e-6)
start, seen = threading.Barrier(8), []
def ask():
    start.wait()
    seen.append(measures.of_process())
threads = [threading.Thread(target=ask) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(seen), len({id(one) for one in seen}))
"""


def test_first_requests_at_the_same_time_share_them() -> None:
    ran = subprocess.run([sys.executable, "-c", _ASK_AT_ONCE], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["8", "1"], ran.stderr
