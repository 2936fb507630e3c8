from dataclasses import replace

import pytest

from twin.semantics.bus_settings import RetryPolicy, Target
from twin.semantics.rule_delivery import DeadLetter, Dispatch, TargetRefusal, refused

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
TARGET = Target(id="Target0", arn=QUEUE)
PASSING = TargetRefusal("THROTTLING", "slow down", may_pass=True)
FINAL = TargetRefusal("NO_RESOURCE", "it is gone", may_pass=False)


def dispatch(attempts: int = 185, age: int = 86_400) -> Dispatch:
    policy = RetryPolicy(maximum_retry_attempts=attempts, maximum_event_age_in_seconds=age)
    target = Target(id="Target0", arn=QUEUE, retry_policy=policy)
    return Dispatch({"id": "e1"}, "arn:rule", target, accepted_at=100.0)


def played(first: Dispatch, now: float) -> tuple[int, DeadLetter]:
    """How often a target was tried that always refuses, and what was made of the event."""
    following: Dispatch | DeadLetter = first
    tries = 0
    while isinstance(following, Dispatch):
        tries += 1
        now = max(now, following.due_at)
        following = refused(following, PASSING, now, backoff=lambda _: 10.0)
    return tries, following


def test_waits_longer_before_each_retry() -> None:
    first = refused(dispatch(), PASSING, now=100.0)
    assert isinstance(first, Dispatch)
    second = refused(first, PASSING, now=200.0)
    assert isinstance(second, Dispatch)

    assert 0 < first.due_at - 100.0 < second.due_at - 200.0


@pytest.mark.parametrize("retries", [0, 1, 185])
def test_tries_once_and_as_often_again_as_the_policy_says(retries: int) -> None:
    tries, letter = played(dispatch(attempts=retries), now=100.0)

    assert tries == 1 + retries
    assert letter.condition == "MaximumRetryAttempts"
    assert letter.attributes()["RETRY_ATTEMPTS"] == str(retries)


def test_gives_up_an_event_that_would_be_too_old_for_its_next_retry() -> None:
    """It is tried at 0, 10, ... 60 seconds of its age."""
    tries, letter = played(dispatch(age=60), now=100.0)

    assert tries == 7
    assert letter.condition == "MaximumEventAgeInSeconds"


def test_does_not_try_again_what_cannot_pass() -> None:
    letter = refused(dispatch(), FINAL, now=100.0)

    assert isinstance(letter, DeadLetter)
    assert letter.attributes() == {
        "RULE_ARN": "arn:rule",
        "TARGET_ARN": QUEUE,
        "ERROR_CODE": "NO_RESOURCE",
        "ERROR_MESSAGE": "it is gone",
    }


def test_an_event_that_failed_for_good_after_retries_says_so() -> None:
    letter = refused(replace(dispatch(), attempts=3), FINAL, now=100.0)

    assert isinstance(letter, DeadLetter)
    assert letter.condition is None
