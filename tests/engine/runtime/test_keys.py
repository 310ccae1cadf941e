"""Idempotency keys."""

from engine.runtime import keys


def test_the_key_depends_on_instance_occurrence_and_operation_alone() -> None:
    key = keys.idempotency_key("return-1", "settle#7", "erp.post_credit_memo")
    assert key == keys.idempotency_key("return-1", "settle#7", "erp.post_credit_memo")
    others = {
        keys.idempotency_key("return-2", "settle#7", "erp.post_credit_memo"),
        keys.idempotency_key("return-1", "settle#8", "erp.post_credit_memo"),
        keys.idempotency_key("return-1", "settle#7", "erp.post_debit_memo"),
    }
    assert key not in others
    assert len(others) == 3
