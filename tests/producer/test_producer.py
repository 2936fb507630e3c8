"""What a store is promised of the sales that it sends."""

import doctest
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import producer as package
from producer import Accepted, Damaged, SpoolFailed, UnsendableEvent
from tests.producer.sales import FaultyStream, sale, sale_ids
from tests.producer.till import Till

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient


def test_the_documented_example_works(
    kinesis: "KinesisClient",  # noqa: ARG001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert doctest.testmod(package, optionflags=doctest.ELLIPSIS).failed == 0


def test_tells_the_place_in_the_stream_of_each_sale(tmp_path: Path) -> None:
    till = Till(tmp_path, FaultyStream())
    till.producer.send(sale("A"), sale("B"))

    assert till.producer.flush() == 0

    assert till.told == [
        Accepted("A/2017-03-01/4/1", "shardId-000000000000", "1"),
        Accepted("B/2017-03-01/4/1", "shardId-000000000000", "2"),
    ]


def test_what_was_sent_before_a_restart_goes_after_it(tmp_path: Path) -> None:
    Till(tmp_path, FaultyStream()).producer.send(sale())
    stream = FaultyStream()

    assert Till(tmp_path, stream).producer.flush() == 0

    assert sale_ids(stream.taken) == ["367/2017-03-01/4/1"]


def test_one_refused_sale_leaves_all_of_its_call_with_the_caller(tmp_path: Path) -> None:
    stream = FaultyStream()
    till = Till(tmp_path, stream)

    with pytest.raises(UnsendableEvent, match="store_id"):
        till.producer.send(sale(), {"sale_id": "1"})

    till.producer.flush()
    assert stream.taken == []


def test_a_row_that_the_disk_has_damaged_is_told_and_holds_up_no_other(tmp_path: Path) -> None:
    stream = FaultyStream()
    till = Till(tmp_path, stream)
    till.producer.send(sale("A", 1), sale("A", 2), sale("B"))
    with closing(sqlite3.connect(tmp_path / "spool")) as disk, disk:
        disk.execute("UPDATE event SET data = CAST(data || ' ' AS BLOB) WHERE position = 1")

    assert till.producer.flush() == 0

    assert till.told[0] == Damaged("A/2017-03-01/4/1")
    assert sorted(sale_ids(stream.taken)) == ["A/2017-03-01/4/2", "B/2017-03-01/4/1"]


def test_a_spool_that_fails_is_heard_before_the_sale_is_lost(tmp_path: Path) -> None:
    till = Till(tmp_path, FaultyStream())
    till.producer.close()

    with pytest.raises(SpoolFailed, match="closed"):
        till.producer.send(sale())


def test_leaving_sends_what_waits(tmp_path: Path) -> None:
    stream = FaultyStream()

    with Till(tmp_path, stream).producer as producer:
        producer.send(sale())

    assert len(stream.taken) == 1


def test_leaving_by_an_exception_sends_nothing_and_keeps_all(tmp_path: Path) -> None:
    stream = FaultyStream()

    def be_interrupted() -> None:
        with Till(tmp_path, stream).producer as producer:
            producer.send(sale())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        be_interrupted()

    assert stream.taken == []
    assert Till(tmp_path, stream).producer.flush() == 0
    assert len(stream.taken) == 1
