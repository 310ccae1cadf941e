"""Abstract and manual tasks (BPMN 2.0.2, 10.3.3): nothing is to be done, so they are passed."""


def test_tasks_without_a_type_and_manual_tasks_are_passed(run):
    driver = run("kinds")
    assert driver.is_completed
    assert driver.path == ["s", "a", "b", "e"]


def test_a_process_without_events_starts_at_what_nothing_leads_to(run):
    """13.2: without start events, every flow node without incoming flow begins."""
    assert run("without_events").log == ["a"]


def test_a_process_without_events_ends_where_nothing_goes_on(run):
    driver = run("chain")
    assert driver.is_completed
    assert driver.log == ["a", "b"]
