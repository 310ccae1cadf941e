"""Parallel gateways (BPMN 2.0.2, 10.6.4 and 13.4.1)."""


def test_all_ways_are_taken_and_waited_for(run):
    driver = run("split_join")
    assert driver.waiting == ["a", "b"]
    driver.complete("b")
    assert driver.log == []
    assert driver.complete("a").log == ["z"]
    assert driver.is_completed


def test_one_may_join_and_split(run):
    driver = run("mixed").complete("a")
    assert driver.log == []
    assert driver.complete("b").log == ["c", "d"]


def test_conditions_behind_it_are_not_asked(run):
    """10.6.4: a parallel gateway creates parallel paths without checking any conditions."""
    assert sorted(run("conditions_ignored").log) == ["a", "b"]


def test_without_a_token_on_every_way_it_waits_for_ever(run):
    driver = run("waits_for_ever")
    assert driver.log == []
    assert not driver.is_completed


def test_three_ways_meet(run):
    assert run("three").log == ["a", "b", "c", "z"]


def test_a_second_token_on_the_same_way_stays_for_the_next_time(run):
    driver = run("surplus").complete("a").complete("b")
    assert driver.log == []
    driver.complete("c")
    assert driver.log == ["z"]
    assert not driver.is_completed


def test_joins_lie_in_each_other(run):
    driver = run("nested")
    assert driver.is_completed
    assert sorted(driver.log[:3]) == ["a", "b", "c"]
    assert driver.log[3:] == ["z"]


def test_without_a_join_the_tokens_go_on_alone(run):
    driver = run("only_split")
    assert driver.is_completed
    assert driver.log == ["a", "b"]


def test_of_branches_that_write_the_same_variable_the_last_writer_counts(run):
    assert run("last_writer").variables["x"] == "b"


def test_a_join_brings_back_no_older_value(run):
    driver = run("no_stale_copy", x=1)
    assert driver.variables["x"] == 2
    assert driver.complete("u").variables["x"] == 2
