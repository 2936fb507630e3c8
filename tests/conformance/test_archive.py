"""Raw, its manifest, a replay and a rebuild see the events that the consumers have seen."""

import gzip
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest

from contracts.refusals import Reason
from contracts.scenario import Break, ExpectedLedger, SourceMessage
from domain.scenario import SCENARIO
from lambdas.core.claims import Claims
from lambdas.core.ledger_row import key_item
from lambdas.core.manifest.rules import read_contents
from lambdas.core.raw import encode_line, hour_prefix, read_records
from lambdas.core.replay.batches import ReplayedRecord, split_batches
from lambdas.core.replay.generation import Generation
from sluice.rebuild.arrivals import LaterArrivals
from sluice.rebuild.comparer import LedgerComparer
from sluice.rebuild.comparison import Comparison
from sluice.rebuild.generation import TableGeneration
from tests.conformance.deployed import DeployedConsumer
from tests.conformance.sample import batch, contradicted, id_of, payload_of, sample
from tests.lambdas.declared_tables import table_properties

REBUILT = TableGeneration("rebuilt")


def sent() -> list[SourceMessage]:
    """Events, of which some come again or are contradicted, and one broken in each way."""
    events = sample()
    broken = [replace(event, data=each.make(payload_of(event))) for event, each in pairs()]
    return [*events, *broken, *events[:5], *map(contradicted, events[5:9])]


def pairs() -> list[tuple[SourceMessage, Break]]:
    """Return an event for each way to break one."""
    return list(zip(sample(), SCENARIO.breaks, strict=False))


def archived() -> bytes:
    """Return the object of raw that holds them, a record a line."""
    return gzip.compress(b"".join(encode_line(each.data) for each in sent()))


def arrived_at() -> datetime:
    """Return when the last of them had arrived."""
    return max(each.sent_at for each in sent()).astimezone(UTC)


def replayed(consumer: DeployedConsumer) -> list[ReplayedRecord]:
    """Return what a replay puts of that object."""
    lines = read_records(BytesIO(archived()))
    batches = split_batches(
        lines, after=0, most=500, only=None, arrived_at=arrived_at(), oldest=consumer.bounds.oldest_day
    )
    return [each for lot in batches for each in lot.records]


def test_raw_holds_every_record_as_received() -> None:
    assert list(read_records(BytesIO(archived()))) == [each.data for each in sent()]


def test_the_manifest_counts_every_record_under_the_partition_that_it_names() -> None:
    held = read_contents(BytesIO(archived()))

    assert (held.records, held.broken) == (len(sent()), None)
    assert {each.partition for each in sample()} <= held.partitions.keys()


def test_a_replay_sends_what_the_consumer_takes_and_nothing_is_applied_again(
    consumer: DeployedConsumer,
) -> None:
    consumer.invoke(batch(sent()))
    before, refused = consumer.items(), {each["data"] for each in consumer.quarantined()}

    again = replayed(consumer)
    resent = [SourceMessage(each.partition, arrived_at(), each.data) for each in again]
    answer = consumer.invoke(batch(resent, 1_000))

    assert answer == {"batchItemFailures": []}
    assert {each.data for each in again} >= {each.data for each in sample()}
    assert {each.data for each in sent()} - {each.data for each in again} <= refused
    assert consumer.items() == before


def rebuild(consumer: DeployedConsumer, records: Sequence[ReplayedRecord]) -> Comparison:
    """Fold records into a generation of the consumer's ledger, and compare."""
    table = REBUILT.table(consumer.table)
    declared = table_properties(consumer.name, environment=SCENARIO.environment)
    consumer.dynamodb.create_table(TableName=table, **declared)
    origin = f"{arrived_at().isoformat()}/{hour_prefix(arrived_at())}a.gz#1"
    ledgers = {table: consumer.ledger.consumer.effect}
    Generation(consumer.dynamodb, Claims(consumer.s3, "raw"), ledgers, origin).put(records)
    comparer = LedgerComparer(consumer.dynamodb, {consumer.name: consumer.table}, REBUILT, lambda _: None)
    newer = LaterArrivals(consumer.s3, "raw", arrived_at())
    return comparer.compare(newer, 0, lambda _: None)


@pytest.fixture
def applied(consumer: DeployedConsumer) -> DeployedConsumer:
    """A consumer that has had them all."""
    consumer.invoke(batch(sent()))
    return consumer


def test_a_rebuild_from_raw_has_no_difference(applied: DeployedConsumer) -> None:
    found = rebuild(applied, replayed(applied))

    assert (found.rows, found.differences, found.items) == (len(sample()), (), ())


def test_a_row_that_is_gone_is_the_one_difference_and_says_its_items(
    applied: DeployedConsumer, ledger: ExpectedLedger
) -> None:
    records = replayed(applied)
    gone = max(sample(), key=lambda each: sum(map(abs, ledger.due(payload_of(each)).values())))
    key = next(key for key in applied.items() if "/".join(key) == id_of(gone))
    applied.dynamodb.delete_item(TableName=applied.table, Key=key_item(key))

    found = rebuild(applied, records)

    assert [each.event_id for each in found.differences] == [id_of(gone)]
    assert {name for item in found.items for name in item.events} == {id_of(gone)}


def test_a_replay_leaves_out_what_the_consumers_refuse(consumer: DeployedConsumer) -> None:
    put = {each.data for each in replayed(consumer)}
    broken = {each.make(payload_of(event)): each.reason for event, each in pairs()}

    # Of a claim check only the bucket can say that there is no event behind it.
    assert {broken[data] for data in broken.keys() & put} <= {Reason.CLAIM_MISSING}
