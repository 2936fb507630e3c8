"""One POST: encrypted, and given up in time."""

import pytest

from lambdas.core.outbound.client import EndpointUnavailable, OutboundClient
from lambdas.core.outbound.endpoint import HttpEndpoint, InsecureEndpoint
from tests.lambdas.core.outbound.clocks import BODY, KEY, PLENTY, SAID, Clock
from tests.lambdas.receivers import Receiver, Reply
from tests.proxied import free_port


def test_without_a_token_none_is_sent(there: Receiver) -> None:
    OutboundClient(HttpEndpoint(there.url)).post(BODY, KEY, PLENTY)

    assert "Authorization" not in there.requests[0]


def test_an_endpoint_that_is_slow_is_given_up_and_asked_again(there: Receiver, clock: Clock) -> None:
    client = OutboundClient(HttpEndpoint(there.url, read_seconds=0.1), clock.pause, clock)
    there.fail(Reply(takes=True, after_seconds=0.5))

    client.post(BODY, KEY, PLENTY)

    assert (there.taken, there.repeated) == ({KEY: SAID}, 1)


def test_an_endpoint_that_takes_no_connection_is_unavailable(clock: Clock) -> None:
    nowhere = OutboundClient(HttpEndpoint(f"http://127.0.0.1:{free_port()}/"), clock.pause, clock)

    with pytest.raises(EndpointUnavailable, match=r"po-1: 127.0.0.1: ConnectionRefusedError"):
        nowhere.post(BODY, KEY, PLENTY)


@pytest.mark.parametrize(
    "url",
    [
        "http://orders.example",
        "http://127.0.0.1.example/",
        "http://localhost",
        "ftp://127.0.0.1",
        "orders",
        "",
    ],
)
def test_nothing_travels_in_the_clear(url: str) -> None:
    with pytest.raises(InsecureEndpoint, match="https"):
        HttpEndpoint(url)


def test_an_endpoint_whose_certificate_nobody_vouches_for_gets_nothing(there: Receiver, clock: Clock) -> None:
    secure = OutboundClient(HttpEndpoint(there.url.replace("http:", "https:")), clock.pause, clock)

    with pytest.raises(EndpointUnavailable, match="SSL"):
        secure.post(BODY, KEY, PLENTY)

    assert there.requests == []
