"""A short campaign of the fuzz test; mirrors no module. The long one is `make fuzz`."""

import time
from decimal import Decimal

import pytest

from tests.fuzz.campaign import Campaign
from tests.fuzz.judge import SECONDS, judge, try_expression, try_model
from tests.fuzz.seeds import NUMBERS, ORDINARY, REGEXES, UNICODE, UNTERMINATED

_SEED = 20261124


def _work_for(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def _found(campaign):
    return [str(finding) for finding in campaign.findings]


def test_random_and_mutated_expressions_give_values_or_refusals_with_a_position():
    campaign = Campaign(_SEED)
    campaign.expressions(1_200)
    assert _found(campaign) == []
    assert campaign.tried["expressions"] == 1_200


def test_mutated_dmn_files_give_models_or_refusals_with_a_place():
    campaign = Campaign(_SEED)
    campaign.models(60)
    assert _found(campaign) == []


@pytest.mark.parametrize("text", [*ORDINARY, *UNICODE, *UNTERMINATED, *NUMBERS, *REGEXES])
def test_every_seed_gives_a_value_or_a_refusal_with_a_position(text):
    for kind in ("expression", "unary"):
        assert judge(text, try_expression(text, kind, ()), lambda _seconds: None) is None


def test_the_same_seed_tries_the_same_items():
    first, second = Campaign(7), Campaign(7)
    texts: list[list[str]] = [[], []]
    for campaign, seen in zip((first, second), texts, strict=True):
        campaign.judged = seen.append
        campaign.expressions(50)
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        (lambda: iter([None, "a fault"]), "a fault"),
        (lambda: (Decimal(1) / 0 for _ in range(1)), "DivisionByZero leaks"),
        (lambda: (_work_for(SECONDS * 1.05) for _ in range(1)), "took"),
    ],
)
def test_the_judge_sees_faults_leaks_and_slow_steps(steps, found):
    assert found in str(judge("item", steps(), lambda _seconds: None))


def test_a_refused_file_is_no_finding():
    assert judge(b"<a/>", try_model(b"<a/>"), lambda _seconds: None) is None
