"""Kinesis Data Streams."""

from datetime import date
from functools import partial

from limits.quota import Latency, Page, Quota

DOCUMENTATION = partial(Page, "Kinesis Data Streams", read=date(2026, 11, 22))
SIZES = DOCUMENTATION("https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html")
LARGE = DOCUMENTATION("https://docs.aws.amazon.com/streams/latest/dev/large-records.html")
PUT = DOCUMENTATION("https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html")
KEEP = DOCUMENTATION(
    "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html"
)
FAN_OUT = DOCUMENTATION("https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html")

SHARD_BYTES = Quota(limit=1_000_000, unit="bytes a second in a shard", page=SIZES)
SHARD_RECORDS = Quota(limit=1_000, unit="records a second in a shard", page=SIZES)
SHARD_READ_BYTES = Quota(
    limit=2_000_000, unit="bytes a second out of a shard, for all who poll it", page=SIZES
)
SHARD_READS = Quota(limit=5, unit="GetRecords calls a second of a shard", page=SIZES)
FAN_OUT_BYTES = Quota(
    limit=2_000_000, unit="bytes a second out of a shard for each enhanced fan-out consumer", page=FAN_OUT
)
FAN_OUT_CONSUMERS = Quota(
    limit=20, unit="enhanced fan-out consumers of a stream, 50 in On-demand Advantage mode", page=FAN_OUT
)
# A setting of the stream raises it to 10 MiB; a shard takes no more a second for that.
RECORD_BYTES = Quota(limit=1_048_576, unit="bytes in a record", page=LARGE, adjustable=True)
PUT_RECORDS = Quota(limit=500, unit="records in a PutRecords call", page=PUT)
PUT_BYTES = Quota(limit=10_485_760, unit="bytes in a PutRecords call", page=PUT)
RETENTION_LEAST = Quota(limit=24, unit="hours kept, at least", page=KEEP)
RETENTION = Quota(limit=8_760, unit="hours kept, at most", page=KEEP)
# Some regions have more.
SHARDS = Quota(limit=1_000, unit="shards in a region", page=SIZES, adjustable=True)
ON_DEMAND_SHARDS = Quota(
    limit=200, unit="shards' worth of writes in an on-demand stream", page=SIZES, adjustable=True
)

POLLED = Latency(
    what="put to read, by polling",
    takes="about 200 ms for one consumer, about 1,000 ms for five",
    page=FAN_OUT,
)
FANNED_OUT = Latency(
    what="put to read, with enhanced fan-out", takes="typically 70 ms, whether one or five", page=FAN_OUT
)
