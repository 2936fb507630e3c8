"""Firehose takes aggregates apart: "de-aggregates the records before it delivers them", also to a function.

https://docs.aws.amazon.com/streams/latest/dev/kpl-with-firehose.html; that what can't be read whole stays one
record is modelled. The message is read by AWS's own package.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import md5

# Without it the package doesn't find its messages: it puts its folder on the path.
import aws_kinesis_agg.deaggregator  # noqa: F401
from aws_kinesis_agg import DIGEST_SIZE, MAGIC
from aws_kinesis_agg.messages_pb2 import AggregatedRecord
from google.protobuf.message import DecodeError

from twin.semantics.records import StreamRecord


def split_aggregates(records: Iterable[StreamRecord]) -> Iterator[StreamRecord]:
    """Yield what aggregates hold, and all other records as they are."""
    for record in records:
        yield from _split(record) if record.data.startswith(MAGIC) else [record]


def _split(record: StreamRecord) -> Sequence[StreamRecord]:
    packed, digest = record.data[len(MAGIC) : -DIGEST_SIZE], record.data[-DIGEST_SIZE:]
    if md5(packed, usedforsecurity=False).digest() != digest:
        return [record]
    try:
        aggregate = AggregatedRecord.FromString(packed)
        keys = list(aggregate.partition_key_table)
        return [
            replace(record, data=each.data, partition_key=keys[each.partition_key_index], part=part)
            for part, each in enumerate(aggregate.records)
        ]
    except (DecodeError, IndexError):
        return [record]
