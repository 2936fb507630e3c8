"""A key is taken to the end of its last day, and another one of its sender beside it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from environments import preset
from stacks.constructs.push.usage_plan import PushKey
from stacks.push import PushSettings
from tests.lambdas.sales import encoded, sale
from tests.stacks.synthesized import beside, settings_of, synthesize
from tests.twin.push.endpoint import Endpoint, served
from twin.emulator import Emulator

FIRST, SECOND = "a-key-of-store-367", "a-key-of-store-367B"
ENDS = datetime(2028, 1, 1, tzinfo=UTC).timestamp()
SALE = encoded(sale())


@pytest.fixture
def rotating(emulator: Emulator, request: pytest.FixtureRequest) -> Iterator[Endpoint]:
    """An endpoint whose sender has a key that ends with 2027, and its successor."""
    keys = (
        PushKey(sender="367", expires=date(2027, 12, 31)),
        PushKey(sender="367", expires=date(2028, 12, 31), label="B"),
    )
    push = replace(settings_of(preset("dev"), PushSettings), keys=keys)
    templates = synthesize(beside(preset("dev"), push)).templates
    with served(emulator, request.node.name[:128], templates) as endpoint:
        yield endpoint


def test_both_keys_of_a_sender_are_taken_while_one_is_replaced(rotating: Endpoint) -> None:
    """FAULTS 50."""
    rotating.clock[0] = ENDS - 60

    assert [rotating.post(SALE, x_api_key=key).status for key in (FIRST, SECOND)] == [202, 202]


def test_a_key_is_refused_from_the_end_of_its_last_day_on(rotating: Endpoint) -> None:
    """Says so, and puts nothing on the stream. FAULTS 50."""
    rotating.clock[0] = ENDS - 0.001
    last = rotating.post(SALE, x_api_key=FIRST)

    rotating.clock[0] = ENDS
    expired, successor = (rotating.post(SALE, x_api_key=key) for key in (FIRST, SECOND))

    assert (last.status, successor.status) == (202, 202)
    assert expired.outcome == (403, "refused")
    assert expired.body["why"] == "The key has expired: ask for a new one."
    assert "Retry-After" not in expired.headers
    assert [data for _, data in rotating.records()] == [SALE, SALE]


def test_an_expired_key_of_another_sender_gets_nothing_in_either(rotating: Endpoint) -> None:
    rotating.clock[0] = ENDS

    told = rotating.post(encoded(sale(store="381")), x_api_key=FIRST)

    assert told.outcome == (403, "refused")
    assert rotating.records() == []


def test_a_key_that_nobody_has_is_refused_whatever_else_is_taken(rotating: Endpoint) -> None:
    """FAULTS 50."""
    told = rotating.post(SALE, x_api_key="a-key-of-store-367C")

    assert told.outcome == (403, "refused")
    assert told.body["why"] == "x-api-key holds no key that is known."
    assert rotating.records() == []
