"""Event definitions that stand outside of their event (BPMN 2.0.2, 10.5.5, eventDefinitionRefs)."""


def test_a_catching_event_refers_to_its_definition(run):
    driver = run("catch")
    driver.signal("Sig")
    assert driver.is_completed


def test_catching_and_throwing_events_may_share_a_definition(run):
    driver = run("throw").complete("u")
    assert driver.is_completed
    assert driver.log == ["z"]


def test_errors_are_thrown_and_caught_by_reference(run):
    assert run("boundary").log == ["h"]


def test_timers_are_referred_to(run, noon):
    assert run("timer").fire("c").is_completed


def test_an_end_event_refers_to_termination(run):
    driver = run("end")
    assert driver.is_completed
    assert driver.log == ["a"]


def test_references_and_definitions_may_stand_together(run):
    for name in ("Sig", "Sig2"):
        driver = run("mixed")
        driver.signal(name)
        assert driver.is_completed
