"""Transactions (BPMN 2.0.2, 10.3.5, 10.7 and 13.3.4): success, cancellation with compensation, hazard."""


def test_a_transaction_that_succeeds_is_left_by_its_flow(run):
    driver = run("succeeds")
    assert driver.is_completed
    assert driver.log == ["a", "z"]


def test_a_cancelled_transaction_is_undone_and_left_by_its_cancel_event(run):
    driver = run("cancels")
    assert driver.is_completed
    assert driver.log == ["a", "b", "un_b", "un_a", "h"]


def test_cancelling_ends_what_still_runs_inside(run):
    driver = run("others")
    assert driver.is_completed
    assert driver.log == ["a", "un_a", "h"]
    assert "wait" in driver.seen("element_cancelled")


def test_the_cancel_event_comes_after_the_handlers(run):
    """10.7: the transaction is left when its compensation has ended."""
    driver = run("handler_waits")
    assert (driver.waiting, driver.log) == (["un_a"], ["a"])
    driver.complete("un_a")
    assert driver.is_completed
    assert driver.log == ["a", "h"]


def test_without_a_cancel_event_on_its_border_its_token_ends(run):
    driver = run("without_boundary")
    assert (driver.waiting, driver.log) == (["beside"], ["a", "un_a"])
    assert driver.complete("beside").is_completed


def test_an_error_leaves_a_transaction_without_compensation(run):
    """13.3.4, hazard: it is interrupted like any sub-process."""
    driver = run("error")
    assert driver.is_completed
    assert driver.log == ["a", "h"]


def test_a_cancel_end_event_deeper_inside_cancels_the_transaction(run):
    driver = run("deep")
    assert driver.is_completed
    assert driver.log == ["a", "b", "un_a", "h"]


def test_finished_sub_processes_in_it_are_undone(run):
    assert run("inner_done").log == ["b", "c", "un_b", "h"]


def test_a_finished_transaction_can_be_compensated_later(run):
    driver = run("later").complete("u")
    assert driver.is_completed
    assert driver.log == ["a", "un_a"]


def test_an_event_sub_process_can_cancel_the_transaction_around_it(run):
    driver = run("event_sub")
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["a", "r", "un_a", "h"]


def test_a_cancelled_round_leaves_the_whole_loop_by_the_cancel_event(run):
    driver = run("rounds")
    assert driver.is_completed
    assert driver.log == ["a", "a", "un_a", "h"]


def test_without_a_cancel_event_a_cancelled_round_ends_the_loop(run):
    driver = run("rounds_alone")
    assert driver.waiting == ["beside"]
    assert driver.complete("beside").is_completed
    assert driver.log == []


def test_an_error_of_a_handler_is_caught_around_the_transaction(run):
    driver = run("handler_fails")
    assert driver.is_completed
    assert driver.log == ["a", "r"]
