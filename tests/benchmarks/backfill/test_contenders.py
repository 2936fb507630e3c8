"""Both contenders bring in the whole history, and no byte leaves the process."""

import gzip
import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks.backfill.contenders import CONTENDERS
from benchmarks.backfill.silent_kinesis import silent_kinesis
from demo.retail.backfill.history_table import history_table
from domain.scenario.baskets import list_baskets

DAY = date(2017, 12, 22)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A day of history in two files."""
    table = history_table(DAY, DAY)
    for number, rows in enumerate((table.slice(0, 2_000), table.slice(2_000))):
        folder = tmp_path / "history" / str(number)
        folder.mkdir(parents=True)
        pq.write_table(rows, folder / "sales.parquet")
    return tmp_path


def test_ours_writes_each_sale_once_as_a_till_sends_it(root: Path) -> None:
    brought_in = CONTENDERS["ours"](root)

    packed = [path.read_bytes() for path in (root / "raw/events").rglob("*.gz")]
    records = [record for body in packed for record in gzip.decompress(body).splitlines()]
    sent = {json.loads(sale.data)["sale_id"]: sale.data for sale in list_baskets(DAY, 1)}
    # The sale that two files share is a part in each.
    assert len(records) - len(sent) == brought_in - len(sent) <= 1
    assert sum(record in sent.values() for record in records) >= len(sent) - 1


def test_the_loop_puts_as_many(root: Path) -> None:
    assert abs(CONTENDERS["put_records"](root) - len(list_baskets(DAY, 1))) <= 1


def test_a_stream_that_isnt_there_answers_for_every_record() -> None:
    records = [{"Data": b"{}", "PartitionKey": str(number)} for number in range(3)]

    answer = silent_kinesis().put_records(StreamName="none", Records=records)  # type: ignore[arg-type]

    assert answer["FailedRecordCount"] == 0
    assert len(answer["Records"]) == 3
