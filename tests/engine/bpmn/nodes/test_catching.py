"""Timers and messages: in the flow, as receive task, and on the border of activities."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.errors import InvalidInput

EXT = "<bpmn:extensionElements>{}</bpmn:extensionElements>"
USER = '<bpmn:userTask id="{0}"/>'


def timer(element_id, kind, text, ext=""):
    return (
        f'<bpmn:intermediateCatchEvent id="{element_id}">{EXT.format(ext)}<bpmn:timerEventDefinition>'
        f"<bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )


def boundary(element_id, definition, *, interrupting=True, ext="", host="u"):
    return (
        f'<bpmn:boundaryEvent id="{element_id}" attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}">'
        f"{EXT.format(ext)}{definition}</bpmn:boundaryEvent>"
    )


def after(duration):
    return f"<bpmn:timerEventDefinition><bpmn:timeDuration>{duration}</bpmn:timeDuration></bpmn:timerEventDefinition>"


def every(cycle):
    return f"<bpmn:timerEventDefinition><bpmn:timeCycle>{cycle}</bpmn:timeCycle></bpmn:timerEventDefinition>"


def message(name, key=""):
    said = EXT.format(f'<returnflow:correlation key="{key}"/>') if key else ""
    return f'<bpmn:message id="m" name="{name}">{said}</bpmn:message>'


CATCH = '<bpmn:messageEventDefinition messageRef="m"/>'


def test_a_plain_iso_duration_counts_from_the_engines_clock(drive, noon):
    driver = drive(timer("t", "timeDuration", "PT5M")).start()
    assert driver.wait("t").due_at == datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
    assert driver.fire("t").is_completed


def test_timers_take_dates_and_feel(drive, noon):
    def due(kind, text, **variables):
        return drive(timer("t", kind, text)).start(**variables).wait("t").due_at

    assert due("timeDate", "2026-04-01T08:00:00+02:00") == datetime(2026, 4, 1, 6, tzinfo=UTC)
    assert due("timeDuration", "P1M") == datetime(2026, 4, 2, 12, tzinfo=UTC)
    assert due("timeDuration", "=grace", grace=timedelta(days=2)) == datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert due("timeDuration", "=grace", grace="PT1H") == datetime(2026, 3, 2, 13, tzinfo=UTC)
    assert due("timeDate", '=on + duration("P1D")', on=date(2026, 5, 1)) == datetime(2026, 5, 2, tzinfo=UTC)
    assert due("timeDate", "=now()") == datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_timer_without_a_moment_parks_the_token_and_can_be_retried(drive, noon):
    driver = drive(timer("t", "timeDuration", "=grace")).start(grace=None)
    assert driver.failure.element_id == "t"
    assert "expected a date, a date and time, or a duration, found null" in driver.failure.message
    driver.execution.run.root.scope.assign("grace", "PT1H")
    assert driver.retry().waiting == ["t"]


def test_a_message_is_waited_for_by_name_and_key_and_its_payload_is_kept(drive, flow):
    ext = '<returnflow:result variable="receipt"/><returnflow:output name="count" value="=count(result.lines)"/>'
    diagram = f'<bpmn:intermediateCatchEvent id="c">{EXT.format(ext)}{CATCH}</bpmn:intermediateCatchEvent>'
    driver = drive(diagram, message("receipt_posted", "=rma")).start(rma="RMA-7")
    wait = driver.wait("c")
    assert (wait.message, wait.correlation_key) == ("receipt_posted", "RMA-7")
    driver.deliver("c", lines=[1, 2, 3])
    assert driver.variables["receipt"] == {"lines": [1, 2, 3]}
    assert driver.variables["count"] == 3


def test_a_number_is_a_key_in_plain_notation_and_null_is_none(drive):
    diagram = '<bpmn:receiveTask id="r" messageRef="m"/>'
    assert drive(diagram, message("x", "=no")).start(no=1200).wait("r").correlation_key == "1200"
    assert drive(diagram, message("x", "=no")).start(no=None).failure.code == "expression"


def test_an_interrupting_timer_ends_the_activity_at_once(drive, flow, noon):
    diagram = USER.format("u") + boundary("late", after("P2D")) + USER.format("escalate") + USER.format("next")
    driver = drive(diagram + flow("late>escalate") + flow("u>next")).start()
    assert driver.waiting == ["u", "late"]
    driver.fire("late")
    assert driver.waiting == ["escalate"]
    assert driver.seen("element_cancelled") == ["u"]
    assert driver.path == ["late"]


def test_completing_the_activity_withdraws_its_boundary_events(drive, flow, noon):
    diagram = USER.format("u") + boundary("late", after("P2D")) + USER.format("next")
    driver = drive(diagram + flow("u>next")).start().complete("u", None)
    assert driver.waiting == ["next"]
    assert driver.seen("element_cancelled") == []


def test_a_non_interrupting_timer_fires_once_beside_the_activity(drive, flow, noon):
    diagram = USER.format("u") + boundary("remind", after("P1D"), interrupting=False) + USER.format("reminded")
    driver = drive(diagram + flow("remind>reminded")).start().fire("remind")
    assert driver.waiting == ["u", "reminded"]
    assert not driver.complete("u", None).is_completed
    assert driver.complete("reminded", None).is_completed


def test_a_cycle_fires_as_often_as_it_says_each_time_as_another_wait(drive, flow, noon):
    diagram = USER.format("u") + boundary("remind", every("R3/PT10M"), interrupting=False)
    driver = drive(diagram + '<bpmn:task id="mail"/>' + flow("remind>mail")).start()
    tokens = set()
    for minutes in (10, 20, 30):
        wait = driver.wait("remind")
        assert wait.due_at == datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(minutes=minutes)
        tokens.add(wait.token_id)
        driver.fire("remind")
    assert driver.waiting == ["u"]
    assert len(tokens) == 3
    assert driver.path.count("mail") == 3


def test_missed_rounds_of_a_cycle_are_not_made_up_for(drive, flow, noon):
    driver = drive(USER.format("u") + boundary("remind", every("R/PT10M"), interrupting=False)).start()
    noon.advance(timedelta(minutes=35))
    driver.fire("remind")
    assert driver.wait("remind").due_at == datetime(2026, 3, 2, 12, 40, tzinfo=UTC)


def test_a_message_on_the_border_comes_each_time_while_the_activity_runs(drive, flow):
    ext = '<returnflow:output name="seen" value="=append(seen, result.status)"/>'
    diagram = USER.format("u") + boundary("track", CATCH, interrupting=False, ext=ext)
    driver = drive(diagram, message("tracking_updated", "=rma")).start(rma="7", seen=[])
    driver.deliver("track", status="PICKED_UP").deliver("track", status="IN_TRANSIT")
    assert driver.variables["seen"] == ["PICKED_UP", "IN_TRANSIT"]
    assert driver.wait("track").correlation_key == "7"
    assert driver.complete("u", None).is_completed


def test_an_interrupting_message_ends_a_sub_process_with_all_in_it(drive, flow):
    diagram = f'<bpmn:subProcess id="u">{USER.format("a")}{USER.format("b")}</bpmn:subProcess>'
    diagram += boundary("cancelled", CATCH) + USER.format("undo") + flow("cancelled>undo")
    driver = drive(diagram, message("return_cancelled", "=id")).start(id="R1").deliver("cancelled")
    assert driver.waiting == ["undo"]
    assert set(driver.seen("element_cancelled")) == {"a", "b", "u"}


def test_a_boundary_event_that_cannot_be_armed_parks_its_activity_before_it_works(drive, noon):
    driver = drive(USER.format("u") + boundary("late", after("=grace"))).start(grace=None)
    assert driver.failure.element_id == "u"
    assert driver.waiting == []
    driver.execution.run.root.scope.assign("grace", "PT1H")
    assert driver.retry().waiting == ["u", "late"]
    assert driver.seen("element_entered") == ["u"]


def test_a_timer_around_a_sub_process_ends_what_is_parked_and_joined_in_it(drive, flow, noon):
    inner = (
        (
            '<bpmn:startEvent id="s"/><bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>'
            '<bpmn:scriptTask id="stuck"><bpmn:extensionElements><returnflow:output name="x" value="=missing + 1"/>'
            '</bpmn:extensionElements></bpmn:scriptTask><bpmn:task id="quick"/>'
        )
        + flow("s>fork>stuck>join")
        + flow("fork>quick>join")
    )
    diagram = f'<bpmn:subProcess id="u">{inner}</bpmn:subProcess>' + boundary("late", after("P1D"))
    driver = drive(diagram + USER.format("mend") + flow("late>mend")).start()
    assert driver.failure.element_id == "stuck"
    driver.fire("late")
    assert driver.execution.failures == ()
    assert driver.waiting == ["mend"]
    assert driver.complete("mend", None).is_completed


def test_a_cycle_may_be_a_feel_duration_and_may_count_in_months(drive, noon):
    driver = drive(USER.format("u") + boundary("remind", every("=period"), interrupting=False))
    driver.start(period=timedelta(hours=6))
    assert driver.wait("remind").due_at == datetime(2026, 3, 2, 18, tzinfo=UTC)
    driver = drive(USER.format("u") + boundary("remind", every("R/P1M"), interrupting=False)).start()
    noon.advance(timedelta(days=70))
    driver.fire("remind")
    assert driver.wait("remind").due_at == datetime(2026, 6, 2, 12, tzinfo=UTC)


def test_data_that_are_no_values_are_refused_and_the_wait_stays(drive):
    driver = drive('<bpmn:receiveTask id="r" messageRef="m"/>', message("x", "=no")).start(no=1)
    with pytest.raises(InvalidInput):
        driver.execution.deliver(driver.wait("r").token_id, {"x": object()})
    assert driver.waiting == ["r"]
    assert driver.deliver("r").is_completed
