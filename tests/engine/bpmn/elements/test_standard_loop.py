"""Standard loops (BPMN 2.0.2, 10.3.7 and 13.3.6)."""


def test_a_loop_goes_on_while_its_condition_is_true(run):
    assert run("until", n=0).variables["n"] == 3


def test_a_condition_tested_before_may_let_no_round_happen(run):
    driver = run("test_before", n=0)
    assert driver.variables["n"] == 0
    assert driver.log == ["z"]


def test_a_condition_tested_after_lets_one_round_happen(run):
    assert run("test_after", n=0).variables["n"] == 1


def test_a_maximum_caps_the_rounds(run):
    assert run("maximum", n=0).variables["n"] == 4
    assert run("only_maximum", n=0).variables["n"] == 3


def test_the_condition_may_end_a_loop_before_its_maximum(run):
    assert run("condition_first", n=0).variables["n"] == 2


def test_a_maximum_of_no_rounds_tested_before_lets_none_happen(run):
    assert run("zero", n=0).variables["n"] == 0


def test_rounds_are_counted(run):
    """Table 10.28: loopCounter."""
    driver = run("counter", seen=[])
    assert driver.variables["seen"] == [1, 2, 3]
    assert "loopCounter" not in driver.variables


def test_a_sub_process_is_repeated_whole(run):
    driver = run("sub", n=0)
    assert driver.variables["n"] == 3
    assert driver.path.count("w") == 3
    assert driver.log == ["z"]


def test_a_called_process_is_repeated(run):
    assert run("calls", n=0).variables["n"] == 3


def test_an_event_on_the_border_ends_the_loop(run):
    driver = run("boundary").complete("a").complete("a")
    assert driver.waiting == ["b", "a"]
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_an_error_out_of_a_round_ends_the_loop(run):
    driver = run("error", n=0)
    assert driver.is_completed
    assert driver.variables["n"] == 2
    assert driver.log == ["h"]
