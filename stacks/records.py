"""The size of a record of the stream, and how it finds its shard."""

from enum import Enum

KIB = 1_024
# Firehose takes 1,000 KiB of a record that is put directly; of larger ones from a stream no page was found.
# https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html
PROVEN_RECORD_KIB = 1_024


class RecordDistribution(Enum):
    """The words of Kinesis: https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html."""

    BY_KEY = "USER_PARTITION_KEY"
    """A key's records keep their order, and share a shard."""
    AUTO = "AUTO"
    """Kinesis spreads them as it likes: no shard is hot, and nothing has an order."""
