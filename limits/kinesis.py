"""Kinesis Data Streams."""

from datetime import date
from functools import partial

from limits.quota import Latency, Page, Quota

NEW = date(2026, 11, 30)
DOCUMENTATION = partial(Page, "Kinesis Data Streams", read=date(2026, 11, 22))
SIZES = DOCUMENTATION("https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html")
LARGE = DOCUMENTATION("https://docs.aws.amazon.com/streams/latest/dev/large-records.html")
PUT = DOCUMENTATION("https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html")
KEEP = DOCUMENTATION(
    "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html"
)
SIZING = DOCUMENTATION("https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html", read=NEW)
QUEUES = DOCUMENTATION("https://docs.aws.amazon.com/streams/latest/dev/queues-quotas.html", read=NEW)
RECEIVE = DOCUMENTATION(
    "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ReceiveQueueRecords.html", read=NEW
)
QUEUE_SETTINGS = DOCUMENTATION(
    "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_QueueAttributes.html", read=NEW
)
CHANNELS = DOCUMENTATION(
    "https://docs.aws.amazon.com/streams/latest/dev/data-delivery-concepts.html", read=NEW
)
CHANNEL_QUOTAS = DOCUMENTATION(
    "https://docs.aws.amazon.com/streams/latest/dev/data-delivery-quotas.html", read=NEW
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

# A setting: the price of the bytes stays the same, and a shard takes 1 MB a second on average all the same.
LARGE_RECORD_BYTES = Quota(
    limit=10_485_760, unit="bytes in a record, where a stream is set to it", page=LARGE
)
ADVANTAGE_BYTES = Quota(
    limit=26_214_400,
    unit="bytes a second in, and as many out, that On-demand Advantage commits an account to pay in a region",
    page=SIZING,
)
QUEUES_A_STREAM = Quota(
    limit=20,
    unit="Kinesis queues of a stream, together with its enhanced fan-out consumers, 50 in Advantage",
    page=QUEUES,
)
QUEUE_IN_FLIGHT = Quota(
    limit=120_000, unit="records received from a Kinesis queue and not yet acknowledged", page=QUEUES
)
QUEUE_RECEIVED = Quota(limit=10, unit="records in a receive of a Kinesis queue", page=RECEIVE)
QUEUE_HIDDEN_SECONDS = Quota(
    limit=43_200, unit="seconds that a Kinesis queue hides a record, 30 by default", page=QUEUE_SETTINGS
)
CHANNELS_A_STREAM = Quota(
    limit=2, unit="channels of an on-demand stream, one to S3 and one to S3 Tables", page=CHANNEL_QUOTAS
)

POLLED = Latency(
    what="put to read, by polling",
    takes="about 200 ms for one consumer, about 1,000 ms for five",
    page=FAN_OUT,
)
FANNED_OUT = Latency(
    what="put to read, with enhanced fan-out", takes="typically 70 ms, whether one or five", page=FAN_OUT
)
DELIVERED = Latency(
    what="put to delivered, by a channel",
    takes="300 to 900 s, 300 by default; nothing that was put before the channel was made",
    page=CHANNELS,
)
