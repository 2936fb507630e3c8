"""How a record of the stream finds its shard."""

from enum import Enum


class RecordDistribution(Enum):
    """The words of Kinesis: https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html."""

    BY_KEY = "USER_PARTITION_KEY"
    """A key's records keep their order, and share a shard."""
    AUTO = "AUTO"
    """Kinesis spreads them as it likes: no shard is hot, and nothing has an order."""
