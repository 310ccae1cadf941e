"""The standard return as a Viewflow process; Django finds it because benchmarks.peers is one of its applications.

What another system has to do is a handle that a worker completes when the answer is there, so each is a commit.
"""

from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from benchmarks.peers.outcome import age_of, credit_of, fee_of


class StandardReturn(flow.Flow):  # type: ignore[misc]
    start = flow.StartHandle(this.begin).Next(this.compute_age)
    compute_age = flow.Function(this.find_age).Next(this.decide_fee)
    decide_fee = flow.BusinessRule(this.find_fee).Next(this.has_fee)
    has_fee = flow.If(this.is_kept).Then(this.register_fee).Else(this.register_free)
    register_fee = flow.Handle(this.keep_answer).Next(this.approve)
    register_free = flow.Handle(this.keep_answer).Next(this.approve)
    approve = flow.ManualTask().Next(this.add_up)
    add_up = flow.Function(this.find_credit).Next(this.split)
    split = flow.Split().Next(this.order_return).Next(this.make_label)
    order_return = flow.Handle(this.keep_answer).Next(this.join)
    make_label = flow.Handle(this.keep_answer).Next(this.join)
    join = flow.Join().Next(this.goods)
    goods = flow.MessageCatch(this.keep_answer).Next(this.post_credit)
    post_credit = flow.Handle(this.keep_answer).Next(this.closed)
    closed = flow.End()

    def begin(self, activation: Activation, data: dict[str, Any]) -> Any:
        activation.process.data = data
        return activation.process

    def find_age(self, activation: Activation) -> None:
        self._keep(activation, age=age_of(activation.process.data))

    def find_fee(self, activation: Activation) -> None:
        self._keep(activation, fee_pct=fee_of(activation.process.data["age"]))

    def is_kept(self, activation: Activation) -> bool:
        return bool(activation.process.data["fee_pct"] > 0)

    def find_credit(self, activation: Activation) -> None:
        data = activation.process.data
        self._keep(activation, credit=credit_of(data["amount"], data["fee_pct"]))

    def keep_answer(self, activation: Activation, answer: dict[str, Any]) -> None:
        self._keep(activation, **{activation.flow_task.name: answer})

    def _keep(self, activation: Activation, **values: Any) -> None:
        activation.process.data.update(values)
        activation.process.save(update_fields=["data"])
