"""The work that every contender does: one standard return with about 0.9 KB of start data."""

from statistics import median, quantiles
from typing import Any, NamedTuple

START: dict[str, Any] = {
    "order_no": "SO-1",
    "days_now": 40,
    "days_delivered": 20,
    "amount": 120,
    "lines": [
        {"line": n, "sku": f"SKU-{n:04}", "qty": n, "note": "sealed in the box, ordered too many"} for n in range(10)
    ],
}


class Measured(NamedTuple):
    """Figures of one contender: throughput, seconds per completed user task, bytes per instance."""

    name: str
    instances_per_second: float
    task_p50_ms: float
    task_p95_ms: float
    bytes_per_instance: int

    @classmethod
    def of(cls, name: str, seconds: float, task_seconds: list[float], instance_bytes: int) -> "Measured":
        p95 = quantiles(task_seconds, n=20)[-1] if len(task_seconds) > 1 else task_seconds[0]
        rate = len(task_seconds) / seconds
        return cls(name, rate, median(task_seconds) * 1000, p95 * 1000, instance_bytes)

    def line(self) -> str:
        return (
            f"{self.name:34} {self.instances_per_second:8.1f} /s   task p50 {self.task_p50_ms:6.2f} ms"
            f"   p95 {self.task_p95_ms:6.2f} ms   {self.bytes_per_instance:7,} bytes"
        )
