"""Aggregates as a sender's library packs them, and as nobody should have."""

from collections.abc import Sequence
from hashlib import md5

# Without it the package doesn't find its messages: it puts its folder on the path.
import aws_kinesis_agg.deaggregator  # noqa: F401
from aws_kinesis_agg import MAGIC
from aws_kinesis_agg.messages_pb2 import AggregatedRecord


def aggregate(records: Sequence[bytes], key: str = "367", index: int = 0) -> bytes:
    """Pack records under one partition key, whose index each of them names."""
    message = AggregatedRecord(partition_key_table=[key])
    for data in records:
        message.records.add(partition_key_index=index, data=data)
    packed: bytes = message.SerializeToString()
    return sealed(packed)


def sealed(packed: bytes) -> bytes:
    """Put magic and digest around what is packed, whatever it is."""
    whole: bytes = MAGIC + packed + md5(packed, usedforsecurity=False).digest()
    return whole
