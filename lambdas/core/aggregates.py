"""Aggregates: several records in one, as the Kinesis Producer Library and Fluent Bit send them.

Firehose takes them apart by itself, Lambda doesn't: without this a consumer would refuse what raw holds as
records that are accepted. The format is AWS's, and so is the package that reads it, but its own loop leaves
out what comes behind a record that it can't read.
https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import md5

from lambdas.core.records import KinesisRecord

MAGIC = b"\xf3\x89\x9a\xc2"
DIGEST_BYTES = 16


def split_aggregates(records: Iterable[KinesisRecord]) -> Iterator[KinesisRecord]:
    """Yield what aggregates hold, each record under its aggregate's number, and all others as they are."""
    for record in records:
        if record.fault is None and record.data.startswith(MAGIC):
            yield from _split(record)
        else:
            yield record


def _split(record: KinesisRecord) -> Iterable[KinesisRecord]:
    """Return what an aggregate holds; what only begins like one, or can't be read whole, stays one record."""
    packed, digest = record.data[len(MAGIC) : -DIGEST_BYTES], record.data[-DIGEST_BYTES:]
    if md5(packed, usedforsecurity=False).digest() != digest:
        return [record]
    # Takes 50 ms to import, and most streams never hold one.
    from aws_kinesis_agg.messages_pb2 import AggregatedRecord
    from google.protobuf.message import DecodeError

    try:
        aggregate = AggregatedRecord.FromString(packed)
        keys = list(aggregate.partition_key_table)
        return [
            replace(record, data=each.data, partition_key=keys[each.partition_key_index], part=part)
            for part, each in enumerate(aggregate.records)
        ]
    except (DecodeError, IndexError):
        return [record]
