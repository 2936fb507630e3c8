import gzip
from dataclasses import replace
from datetime import UTC, datetime

from tests.twin.semantics.deliveries import delivery_properties
from tests.twin.semantics.streams import numbers, record, records
from twin.semantics.delivery_settings import MIB, DeliverySettings
from twin.semantics.firehose import Buffer, Delivery

NINE = datetime(2017, 3, 1, 9, 59, 58, tzinfo=UTC).timestamp()


def settings(**destination: object) -> DeliverySettings:
    return DeliverySettings.from_properties(delivery_properties(**destination))


def take(buffer: Buffer, now: float) -> Delivery:
    delivery = buffer.take(now)
    assert delivery is not None
    return delivery


def test_delivers_when_the_interval_has_passed_since_the_first_record() -> None:
    buffer = Buffer(settings())
    buffer.add(records(1), now=10)
    buffer.add(records(2), now=60)

    assert buffer.take(now=69.9) is None
    assert numbers(take(buffer, now=70).records) == [1, 2]
    assert buffer.due_at() is None


def test_delivers_when_the_size_is_reached_before_the_interval() -> None:
    buffer = Buffer(settings())
    halves = [replace(record(number), data=bytes(MIB // 2)) for number in (1, 2, 3)]

    buffer.add(halves, now=0)

    assert numbers(take(buffer, now=0).records) == [1, 2]
    assert len(buffer) == 1


def test_delivers_at_once_what_is_left_when_it_closes() -> None:
    buffer = Buffer(settings())
    buffer.add(records(1), now=0)

    closing = buffer.take(now=0, closing=True)

    assert closing is not None
    assert numbers(closing.records) == [1]


def test_writes_each_record_as_received_with_the_delimiter_behind_it() -> None:
    delivery = Delivery(records(1, 2), settings().destination)

    assert gzip.decompress(delivery.body()) == b"1\n2\n"


def test_concatenates_without_delimiter_or_compression_unless_told() -> None:
    plain = settings(CompressionFormat="UNCOMPRESSED", ProcessingConfiguration={"Enabled": False})

    assert Delivery(records(1, 2), plain.destination).body() == b"12"


def test_names_the_object_by_the_arrival_of_its_oldest_record() -> None:
    mixed = (record(2, at=NINE + 5), record(1, at=NINE))

    key = Delivery(mixed, settings().destination).key("deliver", "0b1c")

    assert key == "events/hour=09/deliver-1-2017-03-01-09-59-58-0b1c.gz"


def test_names_a_file_extension_instead_of_the_compressions_own() -> None:
    named = settings(FileExtension=".jsonl.gz")

    assert Delivery(records(1), named.destination).key("deliver", "0b1c").endswith("-0b1c.jsonl.gz")
