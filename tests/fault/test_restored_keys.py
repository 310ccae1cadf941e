"""A database that was set back gives instance ids again; the other system still knows the keys of what came of them."""

from pathlib import Path

import pytest
from sqlalchemy import select

from engine.commands.bundles import File
from engine.store import tables
from engine.testing import story

HERE = Path(__file__).parent
RETURNS = ("R-1", "R-2")
# The process that calls, without what comes before the call.
CALLER = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"
  xmlns:returnflow="https://returnflow.dev/schema/bpmn"><process id="caller" isExecutable="true">
  <startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="settle"/>
  <callActivity id="settle" calledElement="fault_settle"><extensionElements><returnflow:call binding="latest"/>
  </extensionElements></callActivity></process></definitions>"""
# And one that tells of a return, which begins a process.
TELLER = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"
  xmlns:returnflow="https://returnflow.dev/schema/bpmn"><message id="m" name="return_settled"><extensionElements>
  <returnflow:correlation key="=return_no"/></extensionElements></message><process id="caller" isExecutable="true">
  <startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="tell"/><intermediateThrowEvent id="tell">
  <extensionElements><returnflow:input name="return_no" value="=return_no"/></extensionElements>
  <messageEventDefinition messageRef="m"/></intermediateThrowEvent></process></definitions>"""


def keys_of_begun(folder: Path, begins: bytes, order: tuple[str, ...]) -> dict[str, str]:
    """The idempotency keys of what begun processes do, by return, when the returns begin in this order."""
    folder.mkdir()
    with story(folder) as told:
        told.deploy(File("bpmn", "settle.bpmn", (HERE / "settle.bpmn").read_bytes()))
        told.put_in_force()
        told.deploy(File("bpmn", "caller.bpmn", begins))
        told.answer("books.post", {"entry_no": "E-1"})
        told.answer("books.post_keyed", {"entry_no": "E-2"})
        for return_no in order:
            told.start("caller", key=return_no, return_no=return_no, fee=1)
        with told.engines.read.connect() as conn:
            found = conn.execute(select(tables.job.c.business_key, tables.job.c.idempotency_key)).all()
    return {row.business_key: row.idempotency_key for row in found}


@pytest.mark.parametrize("begins", [CALLER, TELLER], ids=["call", "message"])
def test_the_keys_of_a_process_that_another_begins_do_not_follow_row_ids(tmp_path: Path, begins: bytes) -> None:
    before = keys_of_begun(tmp_path / "before", begins, RETURNS)
    after = keys_of_begun(tmp_path / "after", begins, RETURNS[::-1])
    assert set(before) == set(RETURNS)
    assert len(set(before.values())) == len(RETURNS)
    assert before == after
