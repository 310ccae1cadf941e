"""How a process of its own is asked for figures: a line for each request, a line of JSON for each answer."""

import json
import os
import sys
from collections.abc import Callable
from time import perf_counter, process_time


def answer(version: str, run: Callable[[int], float], size: Callable[[], int]) -> None:
    """Do what standard input asks for until it ends.

    `run(number)` does one standard return and gives the seconds that completing its user task took; `size()` gives the
    bytes of the database.
    """
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever the engine itself says is no answer
    print(json.dumps({"version": version}), file=answers)
    count = 0
    for line in sys.stdin:
        request, *rounds = line.split()
        if request == "size":
            print(json.dumps({"bytes": size()}), file=answers)
            continue
        begin, processor = perf_counter(), process_time()
        task_seconds = []
        for _ in range(int(rounds[0])):
            count += 1
            task_seconds.append(run(count))
        seconds, processor = perf_counter() - begin, process_time() - processor
        print(json.dumps({"seconds": seconds, "task_seconds": task_seconds, "cpu_seconds": processor}), file=answers)
