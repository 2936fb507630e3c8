"""What waits on disk: all of it, whole, and in the order of each store."""

import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from producer.event import EncodedEvent, encode
from producer.spool import Spool, SpoolFailed
from tests.producer.sales import sale


def sales(count: int, store_id: str = "367") -> list[EncodedEvent]:
    return [encode(sale(store_id, number)) for number in range(count)]


def drained(spool: Spool) -> list[EncodedEvent]:
    order = []
    while wave := list(spool.read_heads()):
        order += [one.event for one in wave]
        spool.remove(wave)
    return order


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_store_waits_in_the_order_in_which_it_was_sent(tmp_path: Path) -> None:
    with closing(Spool(tmp_path / "spool")) as spool:
        spool.append(sales(5))

        assert drained(spool) == sales(5)


def test_each_store_has_its_own_head_and_the_oldest_comes_first(tmp_path: Path) -> None:
    with closing(Spool(tmp_path / "spool")) as spool:
        spool.append(sales(2, "B") + sales(2, "A"))

        assert [one.event for one in spool.read_heads()] == sales(1, "B") + sales(1, "A")


def test_leaves_out_stores_that_were_given_up(tmp_path: Path) -> None:
    with closing(Spool(tmp_path / "spool")) as spool:
        spool.append(sales(1, "B") + sales(1, "A"))

        assert [one.event.partition for one in spool.read_heads(without=["B"])] == ["A"]


def test_what_was_appended_is_there_after_a_restart(tmp_path: Path) -> None:
    with closing(Spool(tmp_path / "spool")) as before:
        before.append(sales(3))
        before.remove(list(before.read_heads()))

    with closing(Spool(tmp_path / "spool")) as after:
        assert len(after) == 2
        assert drained(after) == sales(3)[1:]


def test_a_position_is_never_used_again(tmp_path: Path) -> None:
    """A second till on the spool that removes late must not remove a newer sale."""
    with closing(Spool(tmp_path / "spool")) as spool, closing(Spool(tmp_path / "spool")) as late:
        spool.append(sales(1))
        seen = list(late.read_heads())
        spool.remove(seen)
        spool.append(sales(1, "newer"))

        late.remove(seen)

        assert drained(spool) == sales(1, "newer")


@pytest.mark.parametrize("torn_off", [1, 100, 5_000, 20_000, 40_000])
def test_a_torn_write_leaves_the_sales_before_it_whole(tmp_path: Path, torn_off: int) -> None:
    with closing(Spool(tmp_path / "spool")) as spool:
        for one in sales(10):
            spool.append([one])
        log = tmp_path / "spool-wal"
        copy = Path(shutil.copytree(tmp_path, tmp_path / "copy"))
        with (copy / log.name).open("r+b") as torn:
            torn.truncate(log.stat().st_size - torn_off)

    with closing(Spool(copy / "spool")) as after:
        left = drained(after)
        assert left == sales(len(left))
        assert len(left) < 10


def test_a_full_disk_takes_all_or_nothing_and_says_so_in_one_line(tmp_path: Path) -> None:
    with closing(Spool(tmp_path / "spool")) as spool:
        spool.append(sales(1))

        with (
            files_limited_to((tmp_path / "spool-wal").stat().st_size + 100_000),
            pytest.raises(SpoolFailed, match=rf"^spool {tmp_path}/spool: [^\n]+$"),
        ):
            spool.append(sales(2_000))

        assert len(spool) == 1


def test_a_full_disk_gives_back_what_waits_and_forgets_what_was_sent(tmp_path: Path) -> None:
    """FAULTS 18: else what is spooled would wait for somebody to make room."""
    with closing(Spool(tmp_path / "spool")) as spool:
        spool.append(sales(20) + sales(20, "31"))

        with files_limited_to(10):
            assert sorted(drained(spool)) == sorted(sales(20) + sales(20, "31"))
            assert len(spool) == 0

        spool.append(sales(1, "after"))
        assert [one.event for one in spool.read_heads()] == sales(1, "after")
        spool.remove(list(spool.read_heads()))
    with closing(Spool(tmp_path / "spool")) as again:
        assert len(again) == 0


def test_what_a_full_disk_could_not_forget_is_sent_again_after_a_restart(tmp_path: Path) -> None:
    """At least once."""
    with closing(Spool(tmp_path / "spool")) as spool:
        spool.append(sales(2))
        with files_limited_to(10):
            drained(spool)

    with closing(Spool(tmp_path / "spool")) as again:
        assert drained(again) == sales(2)


@pytest.mark.parametrize("column", ["event_id", "partition_key", "data"])
def test_a_row_that_the_disk_has_damaged_is_known_and_can_be_set_aside(tmp_path: Path, column: str) -> None:
    with closing(Spool(tmp_path / "spool")) as spool:
        spool.append(sales(2))
    with closing(sqlite3.connect(tmp_path / "spool")) as disk, disk:
        disk.execute(f"UPDATE event SET {column} = {column} || 'x' WHERE position = 1")  # noqa: S608

    with closing(Spool(tmp_path / "spool")) as spool:
        heads = list(spool.read_heads())
        damaged = [one for one in heads if not one.intact]
        assert [one.position for one in damaged] == [1]
        spool.set_aside(damaged)

        assert drained(spool) == sales(2)[1:]
    with closing(sqlite3.connect(tmp_path / "spool")) as disk:
        assert disk.execute("SELECT position FROM damaged").fetchall() == [(1,)]


def test_a_spool_from_before_there_were_checksums_goes_on(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "spool")) as before, before:
        before.execute(
            "CREATE TABLE event (position INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL,"
            " partition_key TEXT NOT NULL, data BLOB NOT NULL)"
        )
        rows = [tuple(each) for each in sales(2)]
        before.executemany("INSERT INTO event (event_id, partition_key, data) VALUES (?, ?, ?)", rows)

    with closing(Spool(tmp_path / "spool")) as spool:
        spool.append(sales(3)[2:])

        assert drained(spool) == sales(3)


def test_space_that_comes_back_is_used(tmp_path: Path) -> None:
    with closing(Spool(tmp_path / "spool")) as spool:
        with files_limited_to(10), pytest.raises(SpoolFailed):
            spool.append(sales(1))

        spool.append(sales(1))

        assert len(spool) == 1


def test_a_spool_without_a_directory_says_so(tmp_path: Path) -> None:
    with pytest.raises(SpoolFailed, match="missing/spool: unable to open database file"):
        Spool(tmp_path / "missing" / "spool")


def test_a_file_that_is_no_spool_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("something else " * 1000)

    with pytest.raises(SpoolFailed, match="file is not a database"):
        Spool(tmp_path / "spool")

    assert (tmp_path / "spool").read_text().startswith("something else")
