"""What a topic rule could not put goes on the stream after all; a device speaks for nobody else."""

import pytest

from lambdas.core.adapters.device_failures import DeviceTopic
from tests.lambdas.core.adapters.queues import Adapter, failed_publish
from tests.lambdas.sales import encoded, sale

TOPIC = DeviceTopic("sluice/dev/+/events")
OWN = "sluice/dev/367/events"


@pytest.fixture
def adapter() -> Adapter:
    return Adapter(open=TOPIC.open)


def test_a_payload_that_was_refused_once_is_put_as_the_device_sent_it(adapter: Adapter) -> None:
    payload = encoded(sale(1))

    adapter.deliver(failed_publish(OWN, payload))

    assert adapter.taken() == [("367", payload)]


@pytest.mark.parametrize("topic", ["sluice/dev/381/events", "sluice/dev/367", "367", "sluice/dev/+/events"])
def test_a_device_that_speaks_for_another_is_kept_in_quarantine_whole(adapter: Adapter, topic: str) -> None:
    """FAULTS 50."""
    message = failed_publish(topic, encoded(sale(1)))

    adapter.deliver(message)

    assert (adapter.reasons, adapter.taken()) == (["foreign_sender"], [])
    assert adapter.objects.refused() == {message}


@pytest.mark.parametrize("message", [b"no", b"{}", b'{"topic":"t","base64OriginalPayload":"%"}'])
def test_a_message_of_another_form_is_kept_in_quarantine(adapter: Adapter, message: bytes) -> None:
    adapter.deliver(message)

    assert adapter.objects.refused() == {message}


def test_a_broken_payload_is_kept_with_where_it_was_published(adapter: Adapter) -> None:
    message = failed_publish(OWN, b"\xff\xfe")

    adapter.deliver(message)

    assert (adapter.reasons, adapter.objects.refused()) == (["not_json"], {message})
