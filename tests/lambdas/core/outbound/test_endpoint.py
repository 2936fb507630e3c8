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


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("367/2017-03-01/4/1", "367/2017-03-01/4/1"),
        ("EWR/2013-01-01T06:00Z", "EWR/2013-01-01T06:00Z"),
        ("Z\N{LATIN SMALL LETTER U WITH DIAERESIS}rich/1", "Z%C3%BCrich/1"),
        ("\N{CJK UNIFIED IDEOGRAPH-6771}/1", "%E6%9D%B1/1"),
        ("100%/1", "100%25/1"),
    ],
)
def test_whatever_an_id_is_made_of_a_header_holds_it(there: Receiver, key: str, sent: str) -> None:
    OutboundClient(HttpEndpoint(there.url)).post(BODY, key, PLENTY)

    assert [each["Idempotency-Key"] for each in there.requests] == [sent]


def test_a_redirect_is_not_followed(there: Receiver, clock: Clock) -> None:
    there.fail(*[Reply(status=307, location=there.url)] * 5)

    with pytest.raises(EndpointUnavailable, match="answered 307"):
        OutboundClient(HttpEndpoint(there.url, token="secret"), clock.pause, clock).post(BODY, KEY, PLENTY)

    assert there.taken == {}


def test_an_endpoint_that_is_slow_is_given_up_and_asked_again(there: Receiver, clock: Clock) -> None:
    client = OutboundClient(HttpEndpoint(there.url, read_seconds=0.1), clock.pause, clock)
    there.fail(Reply(takes=True, after_seconds=0.5))

    client.post(BODY, KEY, PLENTY)

    assert (there.taken, there.repeated) == ({KEY: SAID}, 1)


def test_an_endpoint_that_takes_no_connection_is_unavailable(clock: Clock) -> None:
    nowhere = OutboundClient(HttpEndpoint(f"http://127.0.0.1:{free_port()}/"), clock.pause, clock)

    with pytest.raises(EndpointUnavailable, match=r"po-1: 127.0.0.1: .*Connection refused"):
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
