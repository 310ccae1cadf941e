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
    """Figures of one contender; `cpu_ms` is the processor time of this process per return, 0 where others work too."""

    name: str
    instances_per_second: float
    task_p50_ms: float
    task_p95_ms: float
    bytes_per_instance: float
    cpu_ms: float

    @classmethod
    def of(
        cls, name: str, seconds: float, task_seconds: list[float], instance_bytes: float, cpu_seconds: float = 0.0
    ) -> "Measured":
        count = len(task_seconds)
        p50, p95 = median(task_seconds) * 1000, percentile_95(task_seconds) * 1000
        return cls(name, count / seconds, p50, p95, instance_bytes, cpu_seconds / count * 1000)

    def line(self) -> str:
        cpu = f"   {self.cpu_ms:6.2f} ms processor" if self.cpu_ms else ""
        return (
            f"{self.name:44} {self.instances_per_second:8.1f} /s   task p50 {self.task_p50_ms:6.2f} ms"
            f"   p95 {self.task_p95_ms:6.2f} ms   {self.bytes_per_instance:7,.0f} bytes{cpu}"
        )


def percentile_95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
