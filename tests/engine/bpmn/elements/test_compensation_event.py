"""Compensation events (BPMN 2.0.2, 10.5.5.4, 10.7 and 13.5.5)."""


def test_throwing_undoes_everything_in_reverse_order(run):
    driver = run("all")
    assert driver.is_completed
    assert driver.log == ["a", "b", "un_b", "un_a", "z"]


def test_an_activity_reference_undoes_that_activity_only(run):
    assert run("one").log == ["a", "b", "un_a", "z"]


def test_an_end_event_undoes_before_it_ends(run):
    driver = run("end")
    assert driver.is_completed
    assert driver.log == ["a", "un_a"]
    assert driver.path == ["s", "a", "un_a", "t"]


def test_what_was_completed_last_is_undone_first(run):
    """13.5.5: the order is that of completion, not that of the diagram."""
    assert run("completion_order").complete("b").complete("a").log == ["un_a", "un_b"]
    assert run("completion_order").complete("a").complete("b").log == ["un_b", "un_a"]


def test_what_is_not_completed_is_not_undone(run):
    driver = run("not_done").complete("b")
    assert (driver.log, driver.waiting) == (["z"], ["a"])


def test_what_is_undone_is_not_undone_again(run):
    assert run("twice").log == ["a", "un_a", "z"]


def test_throwing_waits_for_the_handlers(run):
    driver = run("waits")
    assert (driver.waiting, driver.log) == (["un_a"], ["a"])
    assert driver.complete("un_a").log == ["a", "z"]
    assert driver.is_completed


def test_without_wait_for_completion_the_flow_goes_on(run):
    driver = run("goes_on")
    assert (driver.waiting, driver.log) == (["un_a"], ["a", "z"])
    assert not driver.is_completed
    assert driver.complete("un_a").is_completed


def test_every_visit_of_an_activity_is_undone(run):
    driver = run("rounds", n=0)
    assert driver.is_completed
    assert len(driver.log) == 3


def test_a_sub_process_without_a_handler_is_undone_from_inside(run):
    """10.7: its default compensation undoes its activities in reverse order."""
    assert run("sub_default").log == ["a", "b", "c", "un_b", "un_a"]


def test_a_reference_to_a_sub_process_undoes_all_of_it(run):
    assert run("sub_by_ref").log == ["a", "c", "un_a"]


def test_the_handler_of_a_sub_process_takes_the_place_of_its_content(run):
    assert run("sub_handler").log == ["a", "un_x"]


def test_a_compensation_event_sub_process_takes_the_place_of_the_default(run):
    assert run("sub_event_sub").log == ["a", "r"]


def test_a_compensation_event_sub_process_says_itself_what_is_undone(run):
    assert run("event_sub_undoes").log == ["a", "b", "r", "un_a", "q"]


def test_sub_processes_in_sub_processes_are_undone(run):
    assert run("nested").log == ["a", "b", "un_b", "un_a"]


def test_throwing_in_a_sub_process_undoes_only_what_lies_in_it(run):
    assert run("inside_only").log == ["o", "a", "un_a", "z"]


def test_inside_a_sub_process_handlers_see_the_values_it_ended_with(run):
    assert run("snapshot", n=1).log == [2]


def test_a_handler_beside_its_activity_sees_the_values_of_today(run):
    assert run("snapshot_outer", n=1).log == [100]


def test_every_instance_of_a_multi_instance_activity_is_undone_with_its_item(run):
    assert run("instances").log == [30, 20, 10]


def test_every_instance_of_a_repeated_sub_process_is_undone_from_inside(run):
    assert run("instances_sub").log == [10, 20, -20, -10]


def test_an_error_of_a_handler_goes_up_from_the_throwing_event(run):
    driver = run("handler_error")
    assert driver.is_completed
    assert driver.log == ["a", "h"]


def test_a_handler_that_fails_stays_and_what_threw_waits_for_it(run):
    driver = run("handler_fails")
    assert driver.failure.element_id == "handler_fails.un_a"
    assert driver.log == ["a"]
    assert not driver.is_completed


def test_a_handler_can_be_a_sub_process(run):
    driver = run("handler_is_sub")
    assert (driver.waiting, driver.log) == (["q"], ["a", "p"])
    assert driver.complete("q").is_completed


def test_a_handler_can_be_a_call(run):
    driver = run("handler_is_call")
    assert driver.is_completed
    assert driver.variables["refunded"] is True


def test_a_call_is_undone_by_its_handler(run):
    assert run("call").log == ["un_c"]


def test_with_nothing_to_undo_the_flow_goes_on(run):
    driver = run("nothing")
    assert driver.is_completed
    assert driver.log == ["a", "z"]


def test_an_interruption_ends_the_handlers_too(run):
    driver = run("interrupted")
    assert driver.waiting == ["b", "un_a"]
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["a", "h"]
    assert "un_a" in driver.seen("element_cancelled")


def test_an_event_sub_process_undoes_what_is_around_it(run):
    """10.5.5.4: from an event sub-process, the activities of the scope around it can be compensated."""
    driver = run("in_event_sub").complete("u")
    assert driver.is_completed
    assert driver.log == ["a", "un_a", "r"]


def test_what_was_interrupted_is_not_undone(run):
    """13.5.5: only what is completed can be compensated; an interrupted sub-process is not."""
    assert run("interrupted_sub").log == ["a", "z"]


def test_two_activities_may_share_a_handler(run):
    assert run("handler_twice").log == ["a", "b", "un", "un"]


def test_what_was_never_done_is_not_undone(run):
    assert run("skipped").log == ["b", "un_b"]


def test_compensation_may_be_thrown_behind_a_boundary_event(run):
    driver = run("from_boundary")
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["a", "un_a"]


def test_the_association_to_a_handler_may_be_drawn_from_either_side(run):
    assert run("drawn_backwards").log == ["a", "un_a"]


def test_the_rounds_of_a_repeated_sub_process_are_undone_last_first(run):
    driver = run("in_loop_sub").complete("u").complete("u")
    assert driver.is_completed
    assert driver.log == [1, 2, 20, 10]


def test_throwing_in_a_round_undoes_that_round_only(run):
    assert run("throw_in_loop").log == [1, 10, 2, 20, "z"]
