"""User tasks (BPMN 2.0.2, 10.3.4.1 and 10.8 for lanes)."""


def test_a_user_task_waits_for_a_person(run):
    driver = run("one")
    assert driver.waiting == ["u"]
    driver.complete("u", "csr1", ok=True)
    assert driver.is_completed
    assert driver.variables == {"log": [], "ok": True}


def test_what_a_task_shows_is_worked_out_when_it_begins(run):
    wait = run("offered", who="ann", item="lamp").wait("u")
    assert (wait.title, wait.assignee, wait.priority, wait.form) == ("Check lamp", "ann", 70, "check")
    assert wait.candidate_groups == ("csr",)
    assert wait.context == {"item": "lamp"}


def test_outputs_see_the_result_and_who_gave_it(run):
    driver = run("mapped").complete("u", "csr1", ok=False, note="scratched")
    assert (driver.variables["decided"], driver.variables["by"]) == (False, "csr1")


def test_a_lane_says_who_works_in_it(run):
    assert run("lane").wait("u").candidate_groups == ("warehouse",)


def test_the_innermost_lane_counts(run):
    assert run("inner_lane").wait("u").candidate_groups == ("inspectors",)
