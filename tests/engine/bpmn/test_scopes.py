"""Scopes: shadowing, writing where a name lives, and new names in the nearest process or sub-process."""

from engine.bpmn.scopes import Scope


def test_a_local_variable_shadows_and_is_the_one_that_is_written():
    outer = Scope({"x": 1, "y": 1})
    inner = Scope({"x": 2}, outer)
    inner.assign("x", 3)
    inner.assign("y", 4)
    inner.assign("z", 5)
    assert outer.variables == {"x": 1, "y": 4}
    assert inner.variables == {"x": 3, "z": 5}
    assert inner.flatten() == {"x": 3, "y": 4, "z": 5}


def test_new_names_pass_a_loop_instance_by():
    process = Scope({})
    instance = Scope({"line": 1}, process, is_local=True)
    instance.assign("total", 2)
    instance.assign("line", 3)
    assert process.variables == {"total": 2}
    assert instance.variables == {"line": 3}


def test_what_was_passed_in_is_seen_and_never_written():
    passed = Scope({"x": 1}, is_frozen=True)
    called = Scope({}, passed)
    called.assign("x", 2)
    assert passed.variables == {"x": 1}
    assert called.variables == {"x": 2}
    assert called["x"] == 2


def test_a_sub_process_writes_what_was_passed_in_to_the_called_process_around_it():
    passed = Scope({"x": 1}, is_frozen=True)
    called = Scope({}, passed)
    inner = Scope({"line": 1}, Scope({}, called), is_local=True)
    inner.assign("x", 2)
    inner.assign("fresh", 3)
    assert passed.variables == {"x": 1}
    assert called.variables == {"x": 2}
    assert inner.outer.variables == {"fresh": 3}


def test_a_scope_is_a_mapping():
    scope = Scope({"a": 1}, Scope({"b": 2}))
    assert dict(scope) == {"a": 1, "b": 2}
    assert len(scope) == 2
    assert "b" in scope
    assert "c" not in scope
    assert scope.get("c") is None
