"""A message is one event: on the stream, in quarantine with its reason, or back in its queue."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.claim_check import MOST_RECORD_BYTES
from lambdas.core.adapters.queue_intake import IntakeResult
from tests.emulated import client_error
from tests.lambdas.core.adapters.queues import Adapter
from tests.lambdas.core.replay.shards import Shards
from tests.lambdas.objects import FullBucket
from tests.lambdas.sales import encoded, sale

NO_FAILURES: dict[str, Any] = {"batchItemFailures": []}
BROKEN = b'{"schema_version":"1.0"}'


def test_an_event_goes_on_the_stream_byte_for_byte_under_the_key_of_a_producer() -> None:
    adapter = Adapter()
    body = b' {"extra": 1, ' + encoded(sale(1))[1:]

    report = adapter.deliver(body)

    assert adapter.taken() == [("367", body)]
    assert (report.response, report.counts[IntakeResult.PUT]) == (NO_FAILURES, 1)


def test_a_broken_message_is_kept_whole_with_its_reason_and_holds_nobody_up() -> None:
    adapter = Adapter()

    report = adapter.deliver(encoded(sale(1)), BROKEN, encoded(sale(2)))

    assert report.response == NO_FAILURES
    assert (adapter.objects.refused(), adapter.reasons) == ({BROKEN}, ["wrong_shape"])
    assert [data for _, data in adapter.taken()] == [encoded(sale(1)), encoded(sale(2))]


def test_a_message_that_comes_again_is_kept_under_the_same_key() -> None:
    adapter = Adapter()
    adapter.deliver(BROKEN)

    adapter.deliver(BROKEN)

    assert len(adapter.objects) == 1


def test_only_what_the_stream_refused_goes_back_to_the_queue() -> None:
    """FAULTS 18: one of two records is refused at every try."""
    refused = encoded(sale(2))
    adapter = Adapter(shards=Shards())
    adapter.shards.refuses = _refusing(adapter.shards, refused)

    report = adapter.deliver(encoded(sale(1)), refused, encoded(sale(3)))

    assert report.response == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert [data for _, data in adapter.taken()] == [encoded(sale(1)), encoded(sale(3))]
    assert report.failures == {"1": "ProvisionedThroughputExceededException"}


def test_a_stream_that_is_away_sends_every_good_message_back_and_no_broken_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    adapter = Adapter()

    def away(*_: object) -> None:
        raise client_error("ResourceNotFoundException", 400)

    monkeypatch.setattr("lambdas.core.replay.kinesis_writer.KinesisWriter.put_with_retries", away)
    report = adapter.deliver(encoded(sale(1)), BROKEN)

    assert report.response == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert adapter.objects.refused() == {BROKEN}


def test_what_quarantine_does_not_take_goes_back_to_the_queue() -> None:
    adapter = Adapter(objects=FullBucket())

    report = adapter.deliver(BROKEN, encoded(sale(1)))

    assert list(report.failures) == ["0"]
    assert report.counts == {IntakeResult.PUT: 1, IntakeResult.QUARANTINED: 0, IntakeResult.FAILED: 1}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"no", "not_json"),
        (encoded(sale(1)) + b"\n" + encoded(sale(2)), "line_break"),
        (encoded(sale(1, occurred_at="2017-03-01T15:04:01Z")), "future"),
        (encoded(sale(1, note="4111 1111 1111 1111")), "card_number"),
        (encoded(sale(1, schema_version="2.0")), "unknown_version"),
    ],
)
def test_the_contract_is_the_one_of_every_other_source(body: bytes, reason: str) -> None:
    adapter = Adapter()

    adapter.deliver(body)

    assert (adapter.reasons, adapter.taken()) == ([reason], [])


def test_an_event_over_the_one_bound_of_records_is_kept_in_quarantine() -> None:
    """FAULTS 20: SQS takes 1 MiB."""
    empty = len(encoded(sale(1, note="")))
    fitting, oversized = (encoded(sale(1, note="x" * (MOST_RECORD_BYTES - empty + more))) for more in (0, 1))
    adapter = Adapter()

    adapter.deliver(fitting, oversized)

    assert [data for _, data in adapter.taken()] == [fitting]
    assert adapter.reasons == ["record_too_large"]


@given(
    bodies=st.lists(
        st.one_of(st.integers(0, 4).map(lambda n: encoded(sale(n))), st.text(max_size=20).map(str.encode)),
        min_size=1,
        max_size=10,
    ),
    full=st.sets(st.integers(0, 30)),
)
def test_no_message_is_lost_whatever_a_batch_holds_and_the_stream_refuses(
    bodies: list[bytes], full: set[int]
) -> None:
    """FAULTS 18."""
    adapter = Adapter(shards=Shards(full.__contains__))

    report = adapter.deliver(*bodies)

    on_stream = {data for _, data in adapter.taken()}
    for place, body in enumerate(bodies):
        assert body in on_stream | adapter.objects.refused() or str(place) in report.failures
    assert report.counts.total() == len(bodies)


def _refusing(shards: Shards, data: bytes) -> Any:
    """Refuse this record at every try: the count of records asked for says which of a call it is."""

    def refuses(_: int) -> bool:
        call = shards.calls[-1]
        answered = sum(map(len, shards.calls[:-1]))
        return call[shards.asked - 1 - answered][1] == data

    return refuses
