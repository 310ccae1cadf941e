"""Start and completion quantities (BPMN 2.0.2, 10.3.1 and 13.3.2)."""


def test_an_activity_gives_its_completion_quantity_of_tokens(run):
    assert run("completion").log == ["a", "b", "b", "b"]


def test_an_activity_waits_for_its_start_quantity_of_tokens(run):
    driver = run("start")
    assert driver.is_completed
    assert driver.log == ["c"]


def test_one_gives_what_the_other_takes(run):
    assert run("both").log == ["a", "b"]


def test_with_too_few_tokens_the_activity_does_not_begin_and_the_process_does_not_end(run):
    driver = run("too_few").complete("a").complete("b")
    assert driver.log == []
    assert not driver.is_completed


def test_a_repeated_activity_gives_its_quantity_once_at_its_end(run):
    assert run("loop").log == ["a", "a", "b", "b"]


def test_a_sub_process_has_quantities_too(run):
    assert run("sub").log == ["i", "b", "b"]
