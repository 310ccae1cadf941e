"""Which bundle serves a return type: activation, planning, canary, roll-back."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from designer.database import reading
from designer.errors import Conflict, Forbidden, Invalid, NotFound
from designer.identity import service as identity
from designer.identity.actor import Actor
from designer.returntypes import service
from engine import clock
from engine.clock import VirtualClock
from engine.errors import NotFound as NoBundle

Deploy = Callable[[str], int]


def serving(key: str = "return-1") -> int | None:
    with reading() as conn:
        found = service.active_for(conn, "REMORSE", key)
    return found.bundle_id if found else None


def share_of(bundle_id: int, keys: int = 1000) -> int:
    """How many of so many returns the bundle serves."""
    with reading() as conn:
        found = [service.active_for(conn, "REMORSE", f"return-{number}") for number in range(keys)]
    return sum(active is not None and active.bundle_id == bundle_id for active in found)


def test_nothing_serves_a_type_before_it_is_activated(owner: Actor, deploy: Deploy) -> None:
    deploy("One")
    assert serving() is None


def test_the_newest_activation_serves(owner: Actor, deploy: Deploy) -> None:
    service.activate(owner, "REMORSE", deploy("One"))
    two = deploy("Two")
    service.activate(owner, "REMORSE", two)
    assert serving() == two


def test_an_activation_of_tomorrow_serves_tomorrow(owner: Actor, deploy: Deploy) -> None:
    one, two = deploy("One"), deploy("Two")
    with clock.use(VirtualClock(clock.now())) as virtual:
        service.activate(owner, "REMORSE", one)
        service.activate(owner, "REMORSE", two, effective_at=clock.now() + timedelta(days=1))
        assert serving() == one
        assert [planned.bundle_id for planned in service.list_types(owner)[0].planned] == [two]
        virtual.advance(timedelta(days=1))
        assert serving() == two


def test_a_canary_takes_its_share_and_always_the_same_returns(owner: Actor, deploy: Deploy) -> None:
    one, two = deploy("One"), deploy("Two")
    service.activate(owner, "REMORSE", one)
    service.activate(owner, "REMORSE", two, canary_share=20)
    assert 150 < share_of(two) < 250
    assert share_of(one) + share_of(two) == 1000
    assert {serving("return-7") for _ in range(20)} == {serving("return-7")}


def test_a_larger_share_keeps_the_returns_of_the_smaller_one(owner: Actor, deploy: Deploy) -> None:
    one, two = deploy("One"), deploy("Two")
    keys = [f"return-{number}" for number in range(300)]
    service.activate(owner, "REMORSE", one)
    service.activate(owner, "REMORSE", two, canary_share=10)
    first = {key for key in keys if serving(key) == two}
    service.activate(owner, "REMORSE", two, canary_share=50)
    assert first < {key for key in keys if serving(key) == two}


def test_rolling_back_activates_what_served_before(owner: Actor, deploy: Deploy) -> None:
    one, two = deploy("One"), deploy("Two")
    service.activate(owner, "REMORSE", one)
    service.activate(owner, "REMORSE", two)
    assert service.rollback(owner, "REMORSE").bundle_id == one
    assert serving() == one


def test_rolling_back_a_canary_ends_it(owner: Actor, deploy: Deploy) -> None:
    one, two = deploy("One"), deploy("Two")
    service.activate(owner, "REMORSE", one)
    service.activate(owner, "REMORSE", two, canary_share=30)
    service.rollback(owner, "REMORSE")
    assert share_of(one) == 1000


def test_there_is_nothing_to_roll_back_to_after_one_activation(owner: Actor, deploy: Deploy) -> None:
    service.activate(owner, "REMORSE", deploy("One"))
    with pytest.raises(Conflict, match="nothing to go back to"):
        service.rollback(owner, "REMORSE")


def test_a_bundle_without_the_process_is_refused(owner: Actor, deploy: Deploy) -> None:
    with pytest.raises(Invalid, match="has no process 'other'; it has: greeting"):
        service.activate(owner, "REMORSE", deploy("One"), process_id="other")
    assert serving() is None


def test_a_canary_needs_something_for_the_rest(owner: Actor, deploy: Deploy) -> None:
    with pytest.raises(Invalid, match="other 90 percent"):
        service.activate(owner, "REMORSE", deploy("One"), canary_share=10)


def test_yesterday_is_refused(owner: Actor, deploy: Deploy) -> None:
    with pytest.raises(Invalid, match="now or later"):
        service.activate(owner, "REMORSE", deploy("One"), effective_at=clock.now() - timedelta(days=1))


def test_unknown_types_and_bundles_are_named(owner: Actor, deploy: Deploy) -> None:
    with pytest.raises(NotFound, match="There are: REMORSE"):
        service.activate(owner, "NOTHING", deploy("One"))
    with pytest.raises(NoBundle, match="no bundle 99"):
        service.activate(owner, "REMORSE", 99)


def test_only_who_may_activate_does(owner: Actor, deploy: Deploy) -> None:
    with pytest.raises(Forbidden):
        service.activate(identity.actor_named("mgr1"), "REMORSE", deploy("One"))


def test_defining_again_changes_the_words_and_keeps_the_activations(owner: Actor, deploy: Deploy) -> None:
    one = deploy("One")
    service.activate(owner, "REMORSE", one)
    service.define(owner, [service.TypeDefinition("REMORSE", "Changed my mind", "greeting", "New words")])
    (kind,) = service.list_types(owner)
    assert (kind.name, kind.description, serving()) == ("Changed my mind", "New words", one)
