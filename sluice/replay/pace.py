"""How fast a window may be put back: live traffic keeps its headroom."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain import EVENT
from limits.kinesis import SHARD_BYTES, SHARD_RECORDS
from sluice.cloud import NotNow

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient

SHARE = 4
"""A replay takes a quarter of what the shards take, unless it is told another rate."""


class TooFast(NotNow):
    """A rate that the shards don't take."""


@dataclass(frozen=True)
class OpenShards:
    """The stream's open shards, and whether it scales itself."""

    count: int
    on_demand: bool

    @classmethod
    def of(cls, kinesis: "KinesisClient", stream: str) -> "OpenShards":
        """Ask the stream."""
        found = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]
        mode = found.get("StreamModeDetails", {}).get("StreamMode")
        return cls(found["OpenShardCount"], mode == "ON_DEMAND")


def rate(asked: int | None, shards: OpenShards, *, record_bytes: float, partition: str | None) -> int:
    """Return the records a second: as asked, or a quarter of what is taken; raise TooFast.

    The records of a partition all go to one shard.
    """
    open_to_it = 1 if partition else shards.count
    taken = int(open_to_it * min(SHARD_RECORDS.limit, SHARD_BYTES.limit / max(record_bytes, 1)))
    if asked is None:
        return max(1, taken // SHARE)
    if asked > taken:
        whose = (
            f"a {EVENT.partition_noun}'s one shard takes {taken:,}"
            if partition
            else f"{shards.count} shards take {taken:,}"
        )
        raise TooFast(
            f"--rate is {asked:,}: {whose} records of {record_bytes:,.0f} bytes a second, live ones too"
        )
    return asked
