"""Bulk gets its turn although people keep the workers busy."""

from typing import Any

from designer.jobs import runner
from designer.jobs.turns import EVERY
from engine.priority import Priority


def claimed(world: Any, count: int) -> list[Priority]:
    """The priorities of so many claims of one job each."""
    return [job.priority for _ in range(count) for job in runner.claim("w", 1)]


def waits(world: Any, count: int) -> None:
    for number in range(count):
        world.start(rma_number=f"RMA-I{number}", priority=Priority.INTERACTIVE)


def test_one_claim_of_five_is_for_bulk_while_people_keep_the_workers_busy(world: Any) -> None:
    for number in range(3):
        world.start(rma_number=f"RMA-B{number}")
    waits(world, 12)
    found = claimed(world, 3 * EVERY)
    expected = [Priority.INTERACTIVE] * (EVERY - 1) + [Priority.BULK]
    assert found == expected * 3


def test_a_turn_that_finds_no_bulk_is_not_lost_and_the_next_comes_as_late(world: Any) -> None:
    waits(world, 2 * EVERY)
    assert claimed(world, EVERY) == [Priority.INTERACTIVE] * EVERY
    world.start(rma_number="RMA-B")
    assert claimed(world, EVERY) == [Priority.INTERACTIVE] * (EVERY - 1) + [Priority.BULK]


def test_claims_that_are_not_filled_need_no_turn(world: Any) -> None:
    for number in range(EVERY):
        world.start(rma_number=f"RMA-{number}", priority=Priority.INTERACTIVE)
        assert len(runner.claim("w", 2)) == 1
    world.start(rma_number="RMA-B")
    waits(world, 1)
    assert claimed(world, 2) == [Priority.INTERACTIVE, Priority.BULK]
