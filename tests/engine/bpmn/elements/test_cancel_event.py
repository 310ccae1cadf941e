"""Cancel events: only in transactions (BPMN 2.0.2, 10.5.5.2; what is undone: test_transaction.py)."""


def test_a_cancel_end_event_leaves_the_transaction_by_its_border(run):
    driver = run("leaves")
    assert driver.is_completed
    assert driver.log == ["a", "h"]
    assert driver.path == ["s", "i", "a", "c", "b", "h"]


def test_the_other_ways_out_stay_what_they_are(run):
    assert run("one_of_two", refused=False).log == ["z"]
    assert run("one_of_two", refused=True).log == ["h"]


def test_the_innermost_transaction_is_cancelled(run):
    assert run("nested").log == ["a", "inner", "z"]
