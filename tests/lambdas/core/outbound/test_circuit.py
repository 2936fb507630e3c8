"""An endpoint that fails is left alone for a while."""

import pytest

from lambdas.core.outbound.circuit import COOL_DOWN_SECONDS, FAILURES, CircuitOpen
from lambdas.core.outbound.client import EndpointUnavailable, OutboundClient, PostRefused
from tests.lambdas.core.outbound.clocks import BODY, KEY, PLENTY, Clock
from tests.lambdas.receivers import Receiver, Reply

DOWN = Reply(503)


def break_circuit(client: OutboundClient, there: Receiver) -> None:
    there.fail(*[DOWN] * FAILURES)
    with pytest.raises(EndpointUnavailable):
        client.post(BODY, KEY, PLENTY)
    assert len(there.requests) == FAILURES


def test_after_some_failures_in_a_row_the_endpoint_is_left_alone(
    client: OutboundClient, there: Receiver, clock: Clock
) -> None:
    break_circuit(client, there)
    clock.now += COOL_DOWN_SECONDS - 1

    with pytest.raises(CircuitOpen, match="next try in 1 s"):
        client.post(BODY, KEY, PLENTY)

    assert len(there.requests) == FAILURES


def test_after_a_while_one_call_is_let_through_and_closes_it(
    client: OutboundClient, there: Receiver, clock: Clock
) -> None:
    break_circuit(client, there)
    clock.now += COOL_DOWN_SECONDS

    client.post(BODY, KEY, PLENTY)
    there.fail(DOWN)
    client.post(BODY, KEY, PLENTY)

    assert len(there.requests) == FAILURES + 3


def test_or_opens_it_again(client: OutboundClient, there: Receiver, clock: Clock) -> None:
    break_circuit(client, there)
    clock.now += COOL_DOWN_SECONDS
    there.fail(DOWN)

    with pytest.raises(CircuitOpen):
        client.post(BODY, KEY, PLENTY)

    assert len(there.requests) == FAILURES + 1


@pytest.mark.parametrize("answered", [Reply(422), Reply(409)])
def test_an_endpoint_that_answers_is_not_left_alone(
    answered: Reply, client: OutboundClient, there: Receiver
) -> None:
    there.fail(*[DOWN] * (FAILURES - 1), answered, DOWN, Reply(200))
    try:
        client.post(BODY, KEY, PLENTY)
    except (PostRefused, EndpointUnavailable):
        client.post(BODY, KEY, PLENTY)

    assert len(there.requests) == FAILURES + 2
