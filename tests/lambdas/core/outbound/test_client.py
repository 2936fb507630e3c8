"""A body is posted until the endpoint takes it or refuses it."""

import pytest

from lambdas.core.outbound.client import OutboundClient, PostRefused
from tests.lambdas.core.outbound.clocks import BODY, KEY, PLENTY, SAID
from tests.lambdas.receivers import Receiver, Reply


def test_a_body_is_posted_under_its_key(client: OutboundClient, there: Receiver) -> None:
    client.post(BODY, KEY, PLENTY)

    [request] = there.requests
    assert there.taken == {KEY: SAID}
    assert (request["path"], request["Idempotency-Key"]) == ("/taken?from=sluice", KEY)
    assert (request["Authorization"], request["Content-Type"]) == ("Bearer secret", "application/json")


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_is_taken(status: int, client: OutboundClient, there: Receiver) -> None:
    there.fail(Reply(status))

    client.post(BODY, KEY, PLENTY)

    assert len(there.requests) == 1


@pytest.mark.parametrize("status", [302, 408, 409, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int, client: OutboundClient, there: Receiver) -> None:
    there.fail(Reply(status), Reply(status))

    client.post(BODY, KEY, PLENTY)

    assert there.taken.keys() == {KEY}
    assert len(there.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_what_the_endpoint_refuses_is_not(status: int, client: OutboundClient, there: Receiver) -> None:
    there.fail(Reply(status))

    with pytest.raises(PostRefused, match=str(status)):
        client.post(BODY, KEY, PLENTY)

    assert len(there.requests) == 1


def test_another_body_under_the_same_key_is_refused(client: OutboundClient, there: Receiver) -> None:
    there.take(KEY, SAID | {"units": 6})

    with pytest.raises(PostRefused):
        client.post(BODY, KEY, PLENTY)


def test_a_body_whose_answer_was_lost_is_taken_once(client: OutboundClient, there: Receiver) -> None:
    """FAULTS 7: nobody knew whether it had arrived; it had."""
    there.fail(Reply(takes=True, hangs_up=True))

    client.post(BODY, KEY, PLENTY)

    assert (there.taken, there.repeated) == ({KEY: SAID}, 1)
