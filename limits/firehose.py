"""Amazon Data Firehose."""

from datetime import date
from functools import partial

from limits.quota import Latency, Page, Quota

DOCUMENTATION = partial(Page, "Firehose", read=date(2026, 11, 22))
BATCH = DOCUMENTATION("https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html")
PUT = DOCUMENTATION("https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html")
BUFFER = DOCUMENTATION("https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html")
LIMITS = DOCUMENTATION("https://docs.aws.amazon.com/firehose/latest/dev/limits.html")
HINTS = DOCUMENTATION("https://docs.aws.amazon.com/firehose/latest/dev/buffering-hints.html")

RECORD_BYTES = Quota(limit=1_024_000, unit="bytes in a record", page=PUT)
PUT_RECORDS = Quota(limit=500, unit="records in a PutRecordBatch call", page=BATCH)
# "4 MB": read as the lesser.
PUT_BYTES = Quota(limit=4_000_000, unit="bytes in a PutRecordBatch call", page=BATCH)
DIRECT_BYTES = Quota(
    limit=5_242_880,
    unit="bytes a second in us-east-1, less elsewhere, if put directly and not by a stream",
    page=LIMITS,
    adjustable=True,
)
BUFFER_SECONDS = Quota(limit=900, unit="seconds of buffer", page=BUFFER)
BUFFER_MEBIBYTES = Quota(limit=128, unit="MiB of buffer", page=BUFFER)
DIRECT_HOURS = Quota(limit=24, unit="hours kept for a destination that is away, if put directly", page=PUT)

BUFFERED = Latency(
    what="put to delivered",
    takes="the buffer's 0 to 900 s (300 by default); with 0 within seconds",
    page=HINTS,
)
