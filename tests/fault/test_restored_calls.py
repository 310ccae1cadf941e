"""A database that was set back gives instance ids again; the other system still knows the keys of what came of them."""

from pathlib import Path

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


def keys_of_called(folder: Path, order: tuple[str, ...]) -> dict[str, str]:
    """The idempotency keys of the fees, by return, when the returns begin in this order."""
    folder.mkdir()
    with story(folder) as told:
        told.deploy(File("bpmn", "settle.bpmn", (HERE / "settle.bpmn").read_bytes()))
        told.deploy(File("bpmn", "caller.bpmn", CALLER))
        told.answer("books.post", {"entry_no": "E-1"})
        for return_no in order:
            told.start("caller", key=return_no, return_no=return_no, fee=1)
        with told.engines.read.connect() as conn:
            found = conn.execute(select(tables.job.c.business_key, tables.job.c.idempotency_key)).all()
    return {row.business_key: row.idempotency_key for row in found}


def test_the_keys_of_called_processes_do_not_follow_the_ids_of_their_callers(tmp_path: Path) -> None:
    before = keys_of_called(tmp_path / "before", RETURNS)
    after = keys_of_called(tmp_path / "after", RETURNS[::-1])
    assert set(before) == set(RETURNS)
    assert before == after
