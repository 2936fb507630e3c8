"""A till that is killed while it sells, three times on one spool."""

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from producer import Producer
from tests.producer.endless import FileStream

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient


def sell_and_be_killed(stream: Path, spool: Path, first: int, at_least: int) -> int:
    """Run a till from a first sale on, kill it after some, and return the last that it was told is safe."""
    command = [sys.executable, "-m", "tests.producer.endless", str(stream), str(spool), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as till:
        assert till.stdout is not None
        numbers = [till.stdout.readline() for _ in range(at_least)]
        till.kill()
        numbers += till.stdout.readlines()
    return int(numbers[-1])


def test_no_sale_is_lost_and_no_order_changed(tmp_path: Path) -> None:
    """FAULTS 17: sales are sent again, and their first appearances are in order."""
    stream, spool = tmp_path / "stream", tmp_path / "spool"

    last = -1
    for at_least in (1, 10, 50):
        last = sell_and_be_killed(stream, spool, last + 1, at_least)
    kinesis = cast("KinesisClient", FileStream(stream))
    with Producer("events", kinesis=kinesis, spool=spool, report=lambda _: None):
        pass

    records = dict.fromkeys(stream.read_bytes().splitlines())
    for store_id in "AB":
        numbers = [int(sale_id.split("/")[3]) for sale_id in ids_of_store(store_id, list(records))]
        assert numbers == list(range(len(numbers)))
        assert numbers[-1] >= last


def ids_of_store(store_id: str, records: list[bytes]) -> list[str]:
    return [sale["sale_id"] for sale in map(json.loads, records) if sale["store_id"] == store_id]
