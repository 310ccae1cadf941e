"""Link events (BPMN 2.0.2, 10.5.5.8): a jump within a process or sub-process."""


def test_a_thrown_link_goes_on_where_it_is_caught(run):
    driver = run("jump")
    assert driver.is_completed
    assert driver.path == ["s", "a", "t", "c", "z"]


def test_several_sources_lead_to_one_target(run):
    assert run("two_sources").log == ["z", "z"]


def test_a_link_may_lead_back(run):
    driver = run("back", n=0)
    assert driver.variables["n"] == 3
    assert driver.log == ["z"]


def test_a_sub_process_has_its_own_links(run):
    assert run("in_sub").log == ["a", "z"]


def test_an_inclusive_join_knows_of_the_token_that_comes_by_a_link(run):
    driver = run("inclusive")
    assert driver.log == []
    assert driver.complete("u").log == ["z"]
    assert driver.is_completed
