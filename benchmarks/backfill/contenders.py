"""What brings a history in: ours, and the loop that a user would write."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq

from benchmarks.backfill.directory_s3 import DirectoryS3
from benchmarks.backfill.silent_kinesis import silent_kinesis
from jobs.backfill.child_run import ChildRun
from jobs.backfill.off_peak import OffPeakWindow
from jobs.backfill.run_limits import RunLimits
from jobs.backfill.settings import BackfillJobSettings, Mode
from jobs.backfill.sinks import RawSink
from jobs.retail.sales_history import SALES
from lambdas.core.time_bounds import TimeBounds

ALWAYS = OffPeakWindow(0, 0)
PUT_AT_ONCE = 500
DISCOUNTS = ("retail", "coupon", "coupon_match")

Row = Mapping[str, Any]


def ours(root: Path) -> int:
    """Bring in all below `root`/history, and return the events: checked by the contract, packed, named."""
    settings = BackfillJobSettings(
        history_bucket="history",
        history_prefix="",
        raw_bucket="raw",
        quarantine_bucket="quarantine",
        stream="none",
        namespace="none",
        mode=Mode.RAW,
        events_a_second=1,
        window=ALWAYS,
        chunk_events=50_000,
        chunk_rows=470_000,
        array_size=1,
        array_index=0,
        events_a_day=1,
        vcpu=1,
        memory_mebibytes=2_048,
        bounds=TimeBounds(date.min, date.min),
    )
    s3 = cast(Any, DirectoryS3(root))
    return ChildRun(s3, settings, SALES, RawSink, RunLimits(ALWAYS)).run().events


def put_records(root: Path) -> int:
    """Put each sale on a stream that takes all at once, 500 a call; nothing is checked, nothing kept."""
    kinesis, waiting, events = silent_kinesis(), [], 0
    for sale in _sales(root / "history"):
        waiting.append({"Data": json.dumps(sale).encode(), "PartitionKey": sale["store_id"]})
        if len(waiting) == PUT_AT_ONCE:
            kinesis.put_records(StreamName="none", Records=cast(Any, waiting))
            events, waiting = events + len(waiting), []
    if waiting:
        kinesis.put_records(StreamName="none", Records=cast(Any, waiting))
    return events + len(waiting)


def _sales(folder: Path) -> Iterator[dict[str, Any]]:
    for _, rows in groupby(_rows(folder), lambda row: tuple(row[name] for name in SALES.event_key)):
        lines = list(rows)
        first = lines[0]
        key = "/".join(str(first[name]) for name in SALES.event_key)
        yield {
            "schema_version": "1.0",
            "sale_id": key,
            "store_id": first["store_id"],
            "register_id": first["register_id"],
            "occurred_at": f"{first['occurred_at'].astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "loyalty_id": first["loyalty_id"],
            "payment_token": first["payment_token"],
            "lines": [_line(row) for row in lines],
        }


def _line(row: Row) -> dict[str, Any]:
    off = {kind: row[f"{kind}_discount_cents"] for kind in DISCOUNTS}
    return {
        "sku": row["sku"],
        "quantity": row["quantity"],
        "total_cents": row["total_cents"],
        "discounts": {kind: amount for kind, amount in off.items() if amount},
    }


def _rows(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.rglob("*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches():
            yield from batch.to_pylist()


CONTENDERS = {"ours": ours, "put_records": put_records}
