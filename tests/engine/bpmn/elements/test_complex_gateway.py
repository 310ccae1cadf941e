"""Complex gateways (BPMN 2.0.2, 10.6.5 and 13.4.5): activation, late tokens, reset."""


def test_it_goes_on_once_when_enough_tokens_have_come(run):
    driver = run("two_of_three").complete("a")
    assert driver.log == []
    driver.complete("c")
    assert driver.log == ["z"]
    driver.complete("b")
    assert driver.log == ["z"]
    assert driver.complete("on").is_completed


def test_the_first_token_may_be_enough(run):
    driver = run("first").complete("b")
    assert driver.log == ["z"]
    assert driver.complete("a").is_completed
    assert driver.log == ["z"]


def test_without_a_condition_it_waits_for_every_way(run):
    driver = run("all").complete("a")
    assert driver.log == []
    assert driver.complete("b").log == ["z"]
    assert driver.is_completed


def test_its_condition_sees_how_many_came_by_each_flow(run):
    driver = run("by_flow").complete("b")
    assert driver.log == []
    assert driver.complete("a").log == ["z"]


def test_its_ways_out_know_whether_it_goes_on_or_is_reset(run):
    """13.4.5: waitingForStart is true in the first phase and false in the second."""
    driver = run("phases").complete("a")
    assert driver.log == ["go"]
    driver.complete("b")
    assert driver.log == ["go", "reset"]
    assert driver.is_completed


def test_after_its_reset_it_begins_anew(run):
    driver = run("again", n=0)
    assert driver.is_completed
    assert driver.log == ["a", "b", "a", "b"]
    assert driver.variables["n"] == 2


def test_it_splits_like_an_inclusive_gateway(run):
    assert run("split", x=2).log == ["a"]
    assert run("split", x=3).log == ["a", "b"]


def test_a_condition_that_is_neither_true_nor_false_is_a_failure(run):
    assert run("bad", n="x").complete("a").failure.element_id == "bad.g"
