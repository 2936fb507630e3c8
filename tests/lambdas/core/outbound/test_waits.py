"""How long an endpoint is waited for, and when it is given up."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from lambdas.core.outbound.client import TRIES, EndpointUnavailable, OutboundClient
from lambdas.core.outbound.endpoint import TRY_SECONDS
from tests.lambdas.core.outbound.clocks import BODY, KEY, PLENTY, Clock
from tests.lambdas.receivers import Receiver, Reply

DOWN = Reply(503)
LONG_AGO = "Wed, 01 Mar 2017 14:03:00"


def test_gives_up_at_last(client: OutboundClient, there: Receiver, clock: Clock) -> None:
    there.fail(*[DOWN] * TRIES)

    with pytest.raises(EndpointUnavailable, match="po-1: the endpoint answered 503"):
        client.post(BODY, KEY, PLENTY)

    assert len(there.requests) == TRIES
    first, *pauses = clock.pauses
    assert first == 0
    for tried, pause in enumerate(pauses):
        assert 0 <= pause <= 0.2 * 2**tried


def test_waits_as_long_as_the_endpoint_asks(client: OutboundClient, there: Receiver, clock: Clock) -> None:
    there.fail(Reply(429, retry_after="12"))

    client.post(BODY, KEY, PLENTY)

    assert clock.pauses == [0, 12]


def test_waits_until_the_endpoint_asks_for(client: OutboundClient, there: Receiver, clock: Clock) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    there.fail(Reply(503, retry_after=until))

    client.post(BODY, KEY, PLENTY)

    assert clock.pauses[1] == pytest.approx(29, abs=2)


@pytest.mark.parametrize("nonsense", ["soon", "-5", LONG_AGO, LONG_AGO + " GMT"])
def test_what_is_no_time_to_come_is_no_reason_to_wait(
    nonsense: str, client: OutboundClient, there: Receiver, clock: Clock
) -> None:
    there.fail(Reply(503, retry_after=nonsense))

    client.post(BODY, KEY, PLENTY)

    assert clock.pauses[1] <= 0.2


def test_does_not_wait_longer_than_there_is_time(
    client: OutboundClient, there: Receiver, clock: Clock
) -> None:
    there.fail(Reply(429, retry_after="94"))

    with pytest.raises(EndpointUnavailable, match="429"):
        client.post(BODY, KEY, PLENTY)

    assert clock.pauses == [0]


def test_does_not_ask_if_the_time_is_too_short_for_an_answer(client: OutboundClient, there: Receiver) -> None:
    """FAULTS 16."""
    with pytest.raises(EndpointUnavailable, match="too little time"):
        client.post(BODY, KEY, TRY_SECONDS - 0.1)

    assert there.requests == []
