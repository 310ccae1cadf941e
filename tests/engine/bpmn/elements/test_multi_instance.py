"""Multi-instance activities (BPMN 2.0.2, 10.3.8 and 13.3.7): counts, collections, completion, behavior."""

import pytest

from engine.bpmn import JobWait


def test_a_cardinality_says_how_many_there_are(run):
    assert run("cardinality").log == [1, 2, 3, "z"]
    assert run("cardinality_feel", n=1).log == [1, 2]


def test_sequential_ones_come_one_after_the_other(run):
    driver = run("sequential")
    assert driver.waiting == ["u"]
    driver.complete("u")
    assert driver.waiting == ["u"]
    assert driver.complete("u").log == ["z"]
    assert driver.is_completed


def test_parallel_ones_come_together(run):
    driver = run("parallel")
    assert driver.waiting == ["u", "u", "u"]
    driver.complete("u").complete("u")
    assert driver.log == []
    assert driver.complete("u").log == ["z"]


def test_a_collection_gives_each_instance_its_item(run):
    driver = run("collection", lines=["a", "b"])
    assert driver.log == ["a", "b", "z"]
    assert "line" not in driver.variables


def test_an_empty_collection_passes_the_activity(run):
    driver = run("empty", lines=[])
    assert driver.is_completed
    assert driver.log == ["z"]


def test_outputs_are_collected_in_the_order_of_the_items(run):
    driver = run("output", lines=["a", "b"])
    last, first = driver.waits()[1], driver.waits()[0]
    driver._do(lambda execution: execution.complete(last.token_id, {"x": 2}))
    driver._do(lambda execution: execution.complete(first.token_id, {"x": 1}))
    assert driver.variables["answers"] == [1, 2]
    assert driver.log == ["z"]


def test_data_inputs_and_outputs_are_the_collections(run):
    """Table 10.29: loopDataInputRef, inputDataItem, outputDataItem, loopDataOutputRef over an ioSpecification."""
    driver = run("data")
    assert driver.is_completed
    assert driver.variables == {"lines": [1, 2, 3], "results": [10, 20, 30], "log": ["z"]}


def test_data_objects_are_the_collections_of_a_sub_process(run):
    driver = run("data_objects")
    assert driver.is_completed
    assert driver.variables == {"lines": [1, 2], "results": [101, 102], "log": ["z"]}


def test_a_completion_condition_ends_the_others(run):
    driver = run("completion").complete("u")
    assert driver.log == []
    driver.complete("u")
    assert driver.is_completed
    assert driver.log == ["z"]
    assert driver.seen("element_cancelled") == ["u"]


def test_a_completion_condition_sees_what_the_instance_gave(run):
    driver = run("completion_data").complete("u", x=False).complete("u", x=True)
    assert driver.is_completed
    assert driver.log == ["z"]


def test_a_completion_condition_sees_the_counts(run):
    assert run("counts", n=0).variables["n"] == 2


def test_behavior_all_throws_nothing(run):
    """Table 10.29, behavior: All, the default, throws nothing of its own; the activity ends when all have."""
    driver = run("behavior_all").complete("u").complete("u").complete("u")
    assert driver.is_completed
    assert driver.log == ["z"]


def test_behavior_none_throws_its_event_for_every_instance(run):
    driver = run("behavior_none").complete("u")
    assert driver.log == ["h"]
    driver.complete("u").complete("u")
    assert driver.is_completed
    assert sorted(driver.log) == ["h", "h", "h", "z"]


def test_behavior_one_throws_its_event_for_the_first(run):
    driver = run("behavior_one").complete("u")
    assert driver.log == ["h"]
    driver.complete("u").complete("u")
    assert driver.is_completed
    assert driver.log == ["h", "z"]


def test_behavior_complex_throws_when_its_condition_holds(run):
    driver = run("behavior_complex").complete("u")
    assert driver.log == []
    driver.complete("u")
    assert driver.log == ["h"]
    assert driver.complete("u").log == ["h", "z"]


def test_behavior_complex_may_refer_to_its_event(run):
    assert run("behavior_complex_once").complete("u").complete("u").complete("u").log == ["h", "z"]


@pytest.mark.parametrize("event", ["escalation", "error", "interrupts"])
def test_an_interrupting_event_that_catches_what_behavior_throws_ends_all_instances(run, event):
    driver = run("behavior_interrupts" if event == "interrupts" else f"behavior_{event}").complete("u")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_sub_processes_run_once_per_item(run):
    driver = run("sub", lines=["a", "b"])
    assert driver.waiting == ["u", "u"]
    driver.complete("u").complete("u")
    assert driver.log == ["a", "b", "z"]


def test_one_in_another_sees_both_items(run):
    assert sorted(run("nested").log) == [11, 12, 21, 22]


def test_calls_are_made_once_per_item(run):
    driver = run("call", lines=[1, 2])
    assert driver.is_completed
    assert driver.variables["all"] == [2, 4]


def test_an_event_on_the_border_ends_all_instances(run):
    driver = run("interrupted").complete("u")
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["h"]
    driver = run("sequential_interrupted").complete("u")
    driver.signal("Sig")
    assert driver.log == ["h"]


def test_instances_that_write_the_same_variable_write_one_after_the_other(run):
    assert run("shared", lines=[1, 2, 3], total=0).variables["total"] == 6


def test_what_an_instance_writes_for_itself_no_other_sees(run):
    driver = run("local", lines=["a", "b"], seen=[]).complete("u").complete("u")
    assert driver.variables == {"log": [], "lines": ["a", "b"], "seen": ["a", "b"]}


@pytest.mark.parametrize("count", [-1, "many", 1.5, None])
def test_a_cardinality_that_is_no_number_of_instances_is_a_failure(run, count):
    driver = run("bad_cardinality", n=count)
    assert driver.failure.element_id == "bad_cardinality.a"
    assert driver.log == []


def test_a_cardinality_of_zero_passes_the_activity(run):
    assert run("bad_cardinality", n=0).log == ["z"]


def test_jobs_know_their_round(run):
    waits = run("service", lines=["a", "b"]).waits(JobWait)
    assert [(wait.iteration, wait.input["line"]) for wait in waits] == [((1,), "a"), ((2,), "b")]


def test_each_instance_waits_for_its_own_message(run):
    driver = run("receive", lines=["A1", "B2"])
    assert [wait.correlation_key for wait in driver.waits()] == ["A1", "B2"]
    assert driver.deliver("r").deliver("r").log == ["z"]
