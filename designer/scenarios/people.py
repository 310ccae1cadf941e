"""The people of a case: each open task is answered by whoever the case names, with what the case says they found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from designer.scenarios.cases import Case
from designer.scenarios.stage import Stage
from engine.queries.tasks import TaskView

Answer = tuple[str, Mapping[str, Any]]
_RECEIVER, _CLERK, _CUSTOMER_SERVICE, _SUPERVISOR = "u:recv1", "u:ar1", "u:csr1", "u:mgr9"


class People:
    """Works the tasks of one return. Approvals wait until `approve` says that their day has come."""

    def __init__(self, case: Case, stage: Stage) -> None:
        self._case = case
        self._stage = stage
        self._approvals = iter(case.given.get("approvals") or ())
        self._answers: Mapping[str, Callable[[TaskView], Answer | None]] = {
            "f2_information": self._information,
            "f4_dock_match": self._dock_match,
            "f5_inspection": self._inspection,
            "f7_credit_exception": self._credit_exception,
            "f8_claim": self._claim,
        }

    def work(self) -> bool:
        """Answer every open task that somebody can answer; whether anything was done."""
        has_worked = False
        while any(self._answered(task) for task in self._stage.open_tasks):
            has_worked = True
        return has_worked

    def _answered(self, task: TaskView) -> bool:
        answer = self._answers.get(task.form or "")
        given = answer(task) if answer else None
        if given is None:
            return False
        user, data = given
        return self._stage.complete(task, user, task.candidate_groups, data)

    def approve(self) -> None:
        """Let the approvers of the case decide in their order; a try that is refused is followed by the next one."""
        for said in self._approvals:
            task = next((it for it in self._stage.open_tasks if it.form == "f3_approval"), None)
            if task is None:
                return
            data = {"decision": said["decision"]}
            if said["decision"] == "DECLINE":
                data["comment"] = said.get("comment") or "Declined as the case says."
            self._stage.complete(task, said["user"], [said["role"]], data)

    def _information(self, _task: TaskView) -> Answer | None:
        sent = self._case.request.get("info_response")
        return (_CUSTOMER_SERVICE, {"evidence": list(sent)}) if sent else None

    def _dock_match(self, _task: TaskView) -> Answer:
        return _RECEIVER, {"lines": list(receipt_lines(self._case))}

    def _inspection(self, task: TaskView) -> Answer | None:
        if task.context.get("hint"):
            return None  # it came back: the case says no more than was said before
        # What was found first, where it is corrected later.
        found = self._case.given.get("first_inspection") or self._case.given.get("inspection") or ()
        if not found:
            return None
        if "credit_failed_3x_manual" in self._case.system_events:
            # The goods are booked in; by the time that the credit is to be posted, the books are closed.
            self._stage.systems.seed("erp", {"closed_periods": [{"id": f"{self._stage.now:%Y-%m}"}]})
        return found[0].get("inspector") or "u:insp1", {"lots": [_lot(lot) for lot in found]}

    def _credit_exception(self, _task: TaskView) -> Answer:
        """The period of the posting is closed: the clerk posts into the next one."""
        day = self._stage.now.date()
        first_of_next = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return _CLERK, {"action": "RETRY", "posting_date": first_of_next.isoformat(), "comment": "Next period."}

    def _claim(self, task: TaskView) -> Answer | None:
        """Filed and answered on the day that the case names; a claim without a day is never filed."""
        today = self._stage.now.date().isoformat()
        for said in self._case.given.get("supplier_answers") or ():
            is_filed = "" < (said.get("filed") or "") <= today
            if said["party"] == task.context["party"] and said.get("answer") and is_filed:
                return _CLERK, _claim_answer(said)
        return None


def correction(case: Case) -> dict[str, Any]:
    """The message that corrects an inspection: what was really there, lot by lot."""
    return {"by": _SUPERVISOR, "lots": [_lot(lot) for lot in case.given.get("inspection") or ()]}


def _claim_answer(said: Mapping[str, Any]) -> dict[str, Any]:
    data = {"filed_on": said["filed"], "answer": said["answer"]}
    if said["answer"] == "DENIED":
        return {**data, "comment": "Denied, as the case says."}
    return {**data, "recovered": str(said.get("credited") or "0.00")}


def receipt_lines(case: Case) -> Iterator[dict[str, Any]]:
    """What the dock counts, as forms and systems take it."""
    receipts: Sequence[Mapping[str, Any]] = case.given.get("receipts") or ()
    for counted in receipts:
        yield {
            "line": counted["line"],
            "sku": counted["sku"],
            "qty": str(counted["qty"]),
            "serials": list(counted.get("serials") or ()),
        }


def _lot(found: Mapping[str, Any]) -> dict[str, Any]:
    lot = {"line": found["line"], "qty": str(found["qty"]), "code": found["code"]}
    costs = {"COSMETIC": "recovery_cost", "INCOMPLETE": "recovery_cost", "DEFECT_CONFIRMED": "repair_cost"}
    name = costs.get(found["code"])
    if name and found.get(name) is not None:
        lot[name] = str(found[name])
    return lot
