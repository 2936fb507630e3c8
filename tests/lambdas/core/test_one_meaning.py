"""Whatever bytes a stream takes: everybody sees as many records, and says the same of each."""

import gzip
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, TypeAlias

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.claim_check import MOST_RECORD_BYTES
from contracts.refusals import BrokenContract
from jobs.decode import decode
from jobs.raw import records as read_by_jobs
from jobs.retail.sale_columns import SALE_COLUMNS
from lambdas.core.aggregates import split_aggregates
from lambdas.core.batch_report import BatchReport
from lambdas.core.claims import Claims
from lambdas.core.consumer import EventConsumer
from lambdas.core.ledger import Outcome
from lambdas.core.ledger_row import LedgerRow
from lambdas.core.line_encoder.handler import lambda_handler
from lambdas.core.manifest.rules import read_contents
from lambdas.core.quarantine import Quarantine, RejectedRecord
from lambdas.core.raw import backfill_key, hour_prefix, read_records
from lambdas.core.records import KinesisRecord
from lambdas.core.replay.batches import split_batches
from lambdas.core.replay.consumer_function import ConsumerFunction
from sluice.failures.occurrence import find_problem
from tests.lambdas.aggregates import aggregate
from tests.lambdas.sales import ARRIVAL, BOUNDS, encoded, event, sale
from tests.twin.semantics.deliveries import delivery_properties
from tests.twin.semantics.streams import STREAM
from twin.semantics.aggregates import split_aggregates as split_as_firehose
from twin.semantics.delivery_settings import DeliverySettings
from twin.semantics.firehose import Delivery
from twin.semantics.records import StreamRecord
from twin.semantics.transformation import event_of, judge

Verdict: TypeAlias = str
"""The id of an accepted event, or the reason of the refusal."""

ARRIVED = datetime.fromtimestamp(ARRIVAL, UTC)
SALE = encoded(sale())
HIDDEN = b'{"junk":1}\n' + SALE
SPREAD = SALE.removesuffix(b"}") + b',"note":\n' + encoded(sale(2)) + b"\n}"
WHOLE = st.builds(lambda number: encoded(sale(number)), st.integers(1, 99))
DAYS = ("2009-12-31", "2010-01-01", "2016-12-31", "2017-01-01", "2017-03-01", "2017-03-02", "9999-12-31")
OF_A_DAY = st.sampled_from(DAYS).map(
    lambda day: encoded(sale(sale_id=f"367/{day}/4/1", occurred_at=f"{day}T14:03:00Z"))
)
KEYS = (
    hour_prefix(ARRIVED) + "archive-1-2017-03-01-14-00-00-a.gz",
    backfill_key(ARRIVED, "0f0f-0", 3),
)
"""An object that Firehose wrote, and one of a backfill."""
LARGEST = MOST_RECORD_BYTES - len(encoded(sale(filler="")))
OVER = encoded(sale(filler="x" * (LARGEST + 1)))
"""A sale of a byte more than a record may have."""
AT_THE_LIMIT = st.builds(
    lambda over, fill, rest: fill * (MOST_RECORD_BYTES + over - len(rest)) + rest,
    st.integers(-1, 1),
    st.sampled_from([b" ", b"[", b"\n", b"\xff"]),
    st.sampled_from([b"", SALE, HIDDEN]),
)
BYTES = st.one_of(
    WHOLE,
    OF_A_DAY,
    st.binary(max_size=30),
    st.text(' \n\r\t{}[]"x', max_size=8).map(str.encode),
    st.sampled_from([b"", b"  ", b"\n", SALE + b"\n", SALE + b"\r\n", HIDDEN, SPREAD, b"\n" + SALE]),
    st.tuples(WHOLE, st.sampled_from([b"\n", b"\n\n", b" ", b"\x00", b"\xff"]), WHOLE).map(b"".join),
    WHOLE.map(lambda data: b'{"record_base64":"' + b64encode(data) + b'"}'),
)


class Kept(Quarantine):
    """A quarantine that needs no bucket."""

    def __init__(self) -> None:
        pass

    def keep(self, refusals: Sequence[RejectedRecord]) -> None:
        pass


class NoClaims(Claims):
    """No claim lies anywhere, and none is asked for: no record of these is a claim check."""

    def __init__(self) -> None:
        pass


def said_by_consumer(records: Sequence[bytes], shard: str = "shardId-000000000000") -> list[Verdict]:
    """What a ledger's consumer says of what Lambda hands over, or a replay of one of its objects."""
    taken: list[Any] = []

    def insert(rows: Sequence[LedgerRow]) -> Sequence[Outcome]:
        taken.extend(f"{row.partition}/{row.entry}" for row in rows)
        return [Outcome.APPLIED] * len(rows)

    def drop(report: BatchReport, remaining_ms: object) -> None:
        pass

    consumer: EventConsumer[LedgerRow] = EventConsumer(insert, 25, NoClaims(), Kept(), drop, BOUNDS)
    consumer.handler = lambda read, data: LedgerRow.of(read, data, {})
    verdicts: list[Verdict] = []
    entries = event(records)["Records"]
    for entry in entries:
        entry["eventID"] = f"{shard}:{entry['kinesis']['sequenceNumber']}"
    for each in split_aggregates(map(KinesisRecord.of, entries)):
        [verdict] = consumer.apply_chunk([each])
        verdicts.append(str(verdict.reason) if isinstance(verdict, BrokenContract) else taken[-1])
    return verdicts


def archived(records: Sequence[bytes]) -> tuple[list[bytes], bytes]:
    """What Firehose has read, taken apart, and the object that it makes of it, its function included."""
    stream = [StreamRecord("shard", str(n), "367", ARRIVAL, data) for n, data in enumerate(records)]
    read = tuple(split_as_firehose(stream))
    if not read:
        return [], gzip.compress(b"")
    answer = lambda_handler(event_of(read, "archive", STREAM), None)  # type: ignore[arg-type]
    became = judge(read, answer)
    assert not became.failed
    processing = {"Enabled": True, "Processors": [{"Type": "Lambda", "Parameters": PARAMETERS}]}
    settings = DeliverySettings.from_properties(delivery_properties(ProcessingConfiguration=processing))
    return [each.data for each in read], Delivery(became.records, settings.destination).body()


PARAMETERS = [{"ParameterName": "LambdaArn", "ParameterValue": "arn"}]


def said_by_lake(body: bytes, key: str) -> list[Verdict]:
    """What the job that curates says of an object."""
    found: Mapping[int, Verdict] = {
        row["position"]: row["reason"] or row["sale_id"]
        for batch in decode(0, read_by_jobs(body), ARRIVED, BOUNDS.of_object(key), NoClaims(), SALE_COLUMNS)
        for row in batch.to_pylist()
        if row["line_no"] in (1, None)
    }
    return [found[place] for place in sorted(found)]


def said_by_replay(body: bytes, key: str) -> tuple[list[Verdict], int]:
    """What a replay sends of an object, and how many it leaves out."""
    lines = read_records(BytesIO(body))
    oldest = BOUNDS.of_object(key)
    batches = list(split_batches(lines, after=0, most=500, only=None, arrived_at=ARRIVED, oldest=oldest))
    sent = [str(each.event.sale_id) for batch in batches for each in batch.records]  # type: ignore[union-attr]
    return sent, sum(batch.left_out for batch in batches)


def said_by_redrive(record: bytes) -> str | None:
    """What an operator's command says of sending a record back, if it would be refused."""
    problem = find_problem(record, ARRIVED, BOUNDS.oldest_day)
    return problem.partition(":")[0] if problem else None


@given(
    st.lists(BYTES | st.lists(BYTES, max_size=4).map(aggregate), min_size=1, max_size=12),
    st.sampled_from(KEYS),
)
@example([aggregate([SALE, b"", HIDDEN]), aggregate([]), aggregate([SALE], index=1)], KEYS[0])
@example([b"", b"  ", HIDDEN, SPREAD, SALE + b"\n"], KEYS[0])
@example([encoded(sale(filler="x" * LARGEST)), OVER, OVER.replace(b"xx", b"\n\n", 1)], KEYS[0])
def test_everybody_sees_as_many_records_and_says_the_same_of_each(records: Sequence[bytes], key: str) -> None:
    """FAULTS 48, 49, 54: history that a backfill wrote to raw may be older, for everybody alike."""
    agree(records, key)


@settings(max_examples=12)
@given(st.lists(AT_THE_LIMIT | WHOLE, min_size=1, max_size=3), st.sampled_from(KEYS))
def test_everybody_says_the_same_of_records_as_large_as_they_may_be(
    records: Sequence[bytes], key: str
) -> None:
    """FAULTS 54."""
    agree(records, key)


def agree(records: Sequence[bytes], key: str) -> None:
    """Assert that consumer, Firehose, lake, manifest, replay and redrive agree."""
    replayed = ConsumerFunction(None, "arn", "arn", f"{key}#v1", ARRIVED)  # type: ignore[arg-type]
    said = said_by_consumer(records, replayed.shard)
    read, body = archived(records)

    sent, left_out = said_by_replay(body, key)

    assert list(read_records(BytesIO(body))) == read
    assert read_contents(BytesIO(body)).records == len(read)
    assert said_by_lake(body, key) == said
    assert sent == [verdict for verdict in said if "/" in verdict]
    assert len(sent) + left_out == len(read)
    if key == KEYS[0]:
        refused = [verdict if "/" not in verdict else None for verdict in said]
        assert [said_by_redrive(record) for record in read] == refused


@pytest.mark.parametrize(
    ("record", "reason"),
    [(b"", "not_json"), (b" \t", "not_json"), (HIDDEN, "line_break"), (SPREAD, "line_break")],
)
def test_a_blank_record_and_one_of_several_lines_are_refused(record: bytes, reason: str) -> None:
    assert said_by_consumer([record]) == [reason]


def test_a_record_over_what_raw_is_sure_to_get_is_refused_whatever_it_holds() -> None:
    """FAULTS 54."""
    lines = OVER.replace(b"xx", b"\n\n", 1)

    assert said_by_consumer([OVER, lines, OVER[1:]]) == ["record_too_large", "record_too_large", "not_json"]


@pytest.mark.parametrize(("key", "reason"), [(KEYS[0], "too_old"), (KEYS[1], None)])
def test_a_sale_of_long_ago_is_refused_but_in_history(key: str, reason: str | None) -> None:
    """FAULTS 54."""
    old = encoded(sale(sale_id="367/2010-03-01/4/1", occurred_at="2010-03-01T14:03:00Z"))
    replayed = ConsumerFunction(None, "arn", "arn", f"{key}#v1", ARRIVED)  # type: ignore[arg-type]

    assert said_by_consumer([old], replayed.shard) == [reason or "367/2010-03-01/4/1"]
