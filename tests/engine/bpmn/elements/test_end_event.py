"""End events without a result (BPMN 2.0.2, 10.5.3 and 13.5.6)."""


def test_a_process_may_end_at_several_end_events(run):
    driver = run("none")
    assert driver.is_completed
    assert driver.path[-2:] == ["e1", "e2"]


def test_an_end_event_consumes_its_token_and_the_others_go_on(run):
    driver = run("others_go_on")
    assert (driver.log, driver.waiting) == (["a"], ["u"])
    assert driver.complete("u").is_completed
    assert driver.log == ["a", "b"]


def test_an_end_event_may_be_a_milestone(run):
    assert run("milestone").seen("milestone_reached") == ["e"]


def test_without_an_end_event_a_token_ends_where_no_flow_leads_on(run):
    assert run("implicit").is_completed
