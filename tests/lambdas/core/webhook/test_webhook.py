"""An alert reaches its receiver once, whatever dies, fails or comes again."""

import time

import pytest
from botocore.exceptions import ClientError

from lambdas.core.ledger import Outcome
from lambdas.core.outbound.endpoint import TRY_SECONDS
from lambdas.core.processor import MARGIN_MS
from lambdas.core.webhook.webhook import (
    BUSY_SECONDS,
    AlertNotDeclared,
    AlertOutcome,
    declared_alert,
)
from tests.lambdas.batches import BROKEN, quarantined
from tests.lambdas.core.webhook.alerts import (
    LARGE,
    LARGE_ID,
    NO_FAILURES,
    SAID,
    SMALL,
    WINDOW_SECONDS,
    AlertFunction,
    large_sale,
)
from tests.lambdas.receivers import Reply
from tests.lambdas.sales import encoded
from tests.lambdas.steps import Killed, Steps, die

# Before and behind: begin, complete; the quarantine; begin, which finds it complete.
STEPS = 8
BATCH = [LARGE, SMALL, BROKEN, LARGE]


def failed_at(place: int) -> dict[str, list[dict[str, str]]]:
    return {"batchItemFailures": [{"itemIdentifier": str(place)}]}


def test_what_an_event_has_to_tell_is_posted_under_its_id(function: AlertFunction) -> None:
    assert function.deliver(LARGE, SMALL) == NO_FAILURES
    assert function.receiver.taken == {LARGE_ID: SAID}
    assert function.report.counts == {Outcome.APPLIED: 1, AlertOutcome.NOTHING_TO_TELL: 1}


def test_what_has_nothing_to_tell_is_not_remembered(function: AlertFunction) -> None:
    function.deliver(SMALL)

    assert (function.receiver.requests, function.records()) == ([], [])


def test_a_replay_posts_nothing(function: AlertFunction) -> None:
    function.deliver(LARGE)
    function.start_another()

    assert function.deliver(LARGE, LARGE) == NO_FAILURES
    assert function.report.counts == {Outcome.REPEATED: 2}
    assert len(function.receiver.requests) == 1


def test_what_was_posted_is_remembered_for_the_window(function: AlertFunction) -> None:
    function.deliver(LARGE)

    [record] = function.records()
    assert record["id"]["S"].startswith("webhook#")
    assert int(record["expiration"]["N"]) == pytest.approx(time.time() + WINDOW_SECONDS, abs=30)


def test_another_payload_under_a_known_id_is_quarantined_as_a_conflict(function: AlertFunction) -> None:
    """FAULTS 12."""
    function.deliver(LARGE)

    assert function.deliver(encoded(large_sale(1, cents=13_000))) == NO_FAILURES
    assert [each["reason"] for each in quarantined(function.s3)] == ["conflict"]
    assert function.receiver.taken == {LARGE_ID: SAID}


def test_another_wording_of_the_same_event_is_no_conflict(function: AlertFunction) -> None:
    """A later version of the domain may say the same in other words: what was told stays told."""
    function.deliver(LARGE)
    function.words = lambda sold: {"large": sold.sale_id}

    assert function.deliver(LARGE) == NO_FAILURES
    assert function.report.counts == {Outcome.REPEATED: 1}


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
def test_what_the_webhook_refuses_is_quarantined_with_its_words(status: int, function: AlertFunction) -> None:
    function.receiver.fail(Reply(status))

    assert function.deliver(LARGE, encoded(large_sale(3))) == NO_FAILURES
    [kept] = quarantined(function.s3)
    assert (kept["reason"], kept["field"]) == ("alert_refused", "sale_id")
    assert kept["why"] == f"the webhook answered {status}"
    assert [*function.receiver.taken] == [large_sale(3)["sale_id"]]


def test_what_was_refused_may_be_sent_again_once_it_is_mended(function: AlertFunction) -> None:
    function.receiver.fail(Reply(404))
    function.deliver(LARGE)

    function.deliver(LARGE)

    assert function.receiver.taken == {LARGE_ID: SAID}


@pytest.mark.parametrize("status", [409, 429, 500, 503])
def test_what_may_pass_comes_again_and_nothing_overtakes_it(status: int, function: AlertFunction) -> None:
    """FAULTS 2."""
    function.receiver.fail(*[Reply(status)] * 5)

    assert function.deliver(SMALL, LARGE, encoded(large_sale(3))) == failed_at(1)
    assert (function.receiver.taken, function.records(), quarantined(function.s3)) == ({}, [], [])


def test_a_webhook_that_is_away_is_left_alone(function: AlertFunction) -> None:
    function.receiver.fail(*[Reply(503)] * 5)

    assert [function.deliver(LARGE), function.deliver(LARGE)] == [failed_at(0)] * 2
    assert len(function.receiver.requests) == 5


def test_an_alert_whose_answer_was_lost_is_posted_again_under_the_same_key(function: AlertFunction) -> None:
    """FAULTS 7."""
    function.receiver.fail(Reply(takes=True, hangs_up=True), *[Reply(503)] * 4)
    assert function.deliver(LARGE) == failed_at(0)
    function.start_another()

    assert function.deliver(LARGE) == NO_FAILURES
    assert {each["Idempotency-Key"] for each in function.receiver.requests} == {LARGE_ID}
    assert (function.receiver.taken, function.receiver.repeated) == ({LARGE_ID: SAID}, 1)


def test_near_the_timeout_no_alert_is_posted(function: AlertFunction) -> None:
    """FAULTS 16."""
    assert function.deliver(LARGE, milliseconds=MARGIN_MS + 1000 * TRY_SECONDS - 500) == failed_at(0)
    assert (function.receiver.requests, function.records()) == ([], [])


def test_the_steps_below_are_all_there_are(function: AlertFunction) -> None:
    with Steps(die, at=None).watching(function.dynamodb, function.s3) as steps:
        function.deliver(*BATCH)

    assert steps.count == STEPS


@pytest.mark.parametrize("step", range(STEPS))
def test_killed_at_any_step_the_redelivery_completes_the_batch(step: int, function: AlertFunction) -> None:
    """FAULTS 7, 8: between the POST and our record, too: the receiver knows it by its key."""
    with Steps(die, at=step).watching(function.dynamodb, function.s3), pytest.raises(Killed):
        function.deliver(*BATCH)

    assert function.deliver(*BATCH) == NO_FAILURES
    assert function.receiver.taken == {LARGE_ID: SAID}
    assert function.receiver.repeated <= 1
    assert {each["reason"] for each in quarantined(function.s3)} == {"not_json"}


def test_killed_between_the_post_and_its_record_the_next_one_waits_for_the_end_of_its_time(
    function: AlertFunction,
) -> None:
    """FAULTS 15: nobody knows yet that it is dead."""
    with Steps(die, at=2).watching(function.dynamodb), pytest.raises(Killed):
        function.deliver(LARGE)

    assert function.deliver(LARGE) == NO_FAILURES
    assert function.pauses == [BUSY_SECONDS]
    assert (len(function.receiver.requests), function.receiver.repeated) == (2, 1)


def test_it_does_not_wait_for_another_until_nothing_else_can_be_done(function: AlertFunction) -> None:
    with Steps(die, at=2).watching(function.dynamodb), pytest.raises(Killed):
        function.deliver(LARGE)

    assert function.deliver(LARGE, milliseconds=MARGIN_MS + 1500) == failed_at(0)
    assert str(function.report.cause).startswith("IdempotencyAlreadyInProgressError")
    assert function.pauses == []


@pytest.mark.parametrize("call", ["PutItem", "UpdateItem"])
def test_a_table_that_throttles_stops_the_batch(call: str, function: AlertFunction) -> None:
    """FAULTS 9, 10."""

    def throttle(**_: object) -> None:
        function.dynamodb.meta.events.unregister(f"before-call.dynamodb.{call}", throttle)
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, call)

    function.dynamodb.meta.events.register(f"before-call.dynamodb.{call}", throttle)

    assert function.deliver(LARGE) == failed_at(0)
    assert function.deliver(LARGE) == NO_FAILURES
    assert function.receiver.taken == {LARGE_ID: SAID}
    assert quarantined(function.s3) == []


def test_a_domain_without_an_alert_says_so() -> None:
    with pytest.raises(AlertNotDeclared, match="give its EVENT one"):
        declared_alert()
