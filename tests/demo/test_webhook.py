"""The demo's webhook takes an alert once, fails as planned, and notices what comes again."""

from http import HTTPStatus

import pytest

from demo import webhook as stand_in
from demo.webhook import FAULTS, WebhookFault, WebhookStandIn, webhook
from lambdas.core.outbound.client import OutboundClient
from lambdas.core.outbound.endpoint import HttpEndpoint

BODY = b'{"warm":true}'
TAKEN = {"warm": True}


def first_with(fault: WebhookFault) -> int:
    """The number of the first alert that meets it."""
    return next(number for number, each in FAULTS.items() if each is fault)


def post(there: WebhookStandIn, *keys: str) -> None:
    client = OutboundClient(HttpEndpoint(there.url, read_seconds=0.2), pause=lambda _: None)
    for key in keys:
        client.post(BODY, key, 60)


def test_an_alert_is_taken_once_however_often_it_is_posted() -> None:
    with webhook(fails=False) as there:
        post(there, "a", "b", "a")

    assert there.taken == {"a": TAKEN, "b": TAKEN}
    assert there.posts == {"a": 2, "b": 1}


def test_an_answered_alert_that_comes_again_is_noticed() -> None:
    with webhook(fails=False) as there:
        post(there, "a", "b")
        before = list(there.posted_again)
        post(there, "a")

    assert (before, there.posted_again) == ([], ["a"])


@pytest.mark.parametrize("fault", WebhookFault)
def test_every_fault_makes_the_sender_post_again_under_the_same_key(
    fault: WebhookFault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand_in, "LONGER_THAN_ANYBODY_WAITS", 0.5)
    keys = [f"{number}" for number in range(1, first_with(fault) + 1)]
    with webhook(fails=True) as there:
        post(there, *keys)

    assert there.posts[keys[-1]] == 2
    assert there.taken == dict.fromkeys(keys, TAKEN)
    assert (there.acknowledged, there.posted_again) == ({*keys}, [])


def test_one_that_is_away_takes_nothing() -> None:
    there = WebhookStandIn("http://127.0.0.1:9", fails=True)
    post_number = first_with(WebhookFault.AWAY)
    statuses = [there.take(str(number), TAKEN) for number in range(1, post_number + 1)]

    assert statuses[-1] is HTTPStatus.SERVICE_UNAVAILABLE
    assert str(post_number) not in there.taken
