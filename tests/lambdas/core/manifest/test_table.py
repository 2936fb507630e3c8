"""The manifest tells what arrived when, and what of it is new."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import HOUR, iterate_entries, list_hour, put_entry, write_off
from lambdas.core.raw import LONGEST_DELIVERY
from tests.lambdas.core.manifest.entries import NOON, TABLE, entry, key, manifest

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def dynamodb() -> "DynamoDBClient":
    return manifest()


def entered(dynamodb: "DynamoDBClient", *some: ManifestEntry) -> None:
    for each in some:
        put_entry(dynamodb, TABLE, each)


def arrived(dynamodb: "DynamoDBClient", start: datetime, end: datetime) -> list[str]:
    return [each.version for each in iterate_entries(dynamodb, TABLE, start, end)]


def test_an_entry_is_read_as_it_was_made(dynamodb: "DynamoDBClient") -> None:
    whole = entry(key=key(name="a#b"), partitions={"Zürich ☃": 3})
    broken = entry("2", records=0, partitions={}, broken="it can't be read as gzip")

    entered(dynamodb, whole, broken)

    assert list_hour(dynamodb, TABLE, NOON) == [whole, broken]


def test_entered_again_it_is_the_same_item(dynamodb: "DynamoDBClient") -> None:
    entered(dynamodb, entry(), entry())

    assert list_hour(dynamodb, TABLE, NOON) == [entry()]
    assert dynamodb.scan(TableName=TABLE)["Count"] == 1


def test_entered_again_it_stays_written_off(dynamodb: "DynamoDBClient") -> None:
    """EventBridge delivers at least once."""
    entered(dynamodb, entry())
    write_off(dynamodb, TABLE, entry())

    entered(dynamodb, entry())

    assert [each.written_off for each in list_hour(dynamodb, TABLE, NOON)] == [True]


def test_every_version_is_an_entry_of_its_own(dynamodb: "DynamoDBClient") -> None:
    """FAULTS 33."""
    entered(dynamodb, entry("2", minutes=9), entry("1"))

    assert [each.version for each in list_hour(dynamodb, TABLE, NOON)] == ["1", "2"]


def test_a_window_takes_its_beginning_and_leaves_its_end_out(dynamodb: "DynamoDBClient") -> None:
    entered(dynamodb, *(entry(str(minutes), minutes) for minutes in (9, 10, 19, 20)))

    assert arrived(dynamodb, NOON + timedelta(minutes=10), NOON + timedelta(minutes=20)) == ["10", "19"]


def test_finds_what_was_delivered_as_late_as_can_be(dynamodb: "DynamoDBClient") -> None:
    """FAULTS 32: a key names the hour of its oldest record, and Firehose tries until the stream forgets."""
    late = NOON + LONGEST_DELIVERY
    entered(dynamodb, entry("1", minutes=LONGEST_DELIVERY / timedelta(minutes=1)))

    assert arrived(dynamodb, late, late + HOUR) == ["1"]
    assert arrived(dynamodb, NOON, NOON + HOUR) == []


def test_a_name_without_an_hour_stands_under_the_one_in_which_it_came(dynamodb: "DynamoDBClient") -> None:
    entered(dynamodb, entry(key="events/by-hand.gz"))

    assert arrived(dynamodb, NOON, NOON + HOUR) == ["1"]


def test_reads_more_than_a_page(dynamodb: "DynamoDBClient") -> None:
    many = {f"{number:032}" * 8: 1 for number in range(400)}
    entered(dynamodb, *(entry(str(number), partitions=many) for number in range(12)))

    assert len(list_hour(dynamodb, TABLE, NOON)) == 12


def test_a_version_with_the_bytes_of_an_earlier_one_is_its_copy(dynamodb: "DynamoDBClient") -> None:
    """FAULTS 33: what was restored is no new sale; and the copy stays when what was overwritten expires."""
    junk = entry("2", minutes=6, sha256="other")
    entered(dynamodb, entry("3", minutes=7, sha256="same"), junk, entry("1", sha256="same"))

    first, other, copy = list_hour(dynamodb, TABLE, NOON)

    assert (first.version, first.copy_of, first.readable) == ("1", None, "3")
    assert (other.version, other.copy_of, other.readable) == ("2", None, "2")
    assert (copy.version, copy.copy_of) == ("3", "1")


def test_a_copy_is_one_in_whatever_order_the_versions_are_told(dynamodb: "DynamoDBClient") -> None:
    copy = entry("2", minutes=9, sha256="same")
    entered(dynamodb, copy)
    entered(dynamodb, entry("1", sha256="same"))

    assert [each.copy_of for each in list_hour(dynamodb, TABLE, NOON)] == [None, "1"]


def test_the_same_bytes_under_another_name_are_no_copy(dynamodb: "DynamoDBClient") -> None:
    entered(dynamodb, entry("1", sha256="same"), entry("2", sha256="same", key=key(name="b")))

    assert {each.copy_of for each in list_hour(dynamodb, TABLE, NOON)} == {None}


def test_may_hold_a_store_that_it_names_or_has_no_room_for() -> None:
    assert entry(partitions={"367": 1}).may_hold("367")
    assert entry(partitions={"31": 1, "?": 1}).may_hold("367")
    assert not entry(partitions={"31": 1}).may_hold("367")
