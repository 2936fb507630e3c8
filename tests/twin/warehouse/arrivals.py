"""Records as a stream hands them to the warehouse."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from twin.warehouse.local import ARRIVING, LocalWarehouse

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
FIRST_NUMBER = 49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898


def arriving(records: Iterable[bytes], *, at: datetime = NOON, numbers: Sequence[int] = ()) -> pa.Table:
    """Return records of one shard, in their order."""
    rows = [_row(place, data, at, numbers) for place, data in enumerate(records)]
    return pa.Table.from_pylist(rows, ARRIVING)


def streamed(*records: bytes, **changes: Any) -> LocalWarehouse:
    """Return a warehouse that has just been set up behind a stream of these records."""
    return LocalWarehouse(arriving(records, **changes))


def _row(place: int, data: bytes, at: datetime, numbers: Sequence[int]) -> dict[str, object]:
    return {
        "approximate_arrival_timestamp": at + timedelta(milliseconds=0 if numbers else place),
        "partition_key": "367",
        "shard_id": "shardId-000000000000",
        "sequence_number": str(numbers[place] if numbers else FIRST_NUMBER + place),
        "refresh_time": at + timedelta(seconds=5),
        "kinesis_data": data,
    }
