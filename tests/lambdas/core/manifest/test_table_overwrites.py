"""Raw is written once: whoever writes there again is noticed, whoever puts the first bytes back is not."""

from typing import TYPE_CHECKING

import pytest

from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import is_overwritten, put_entry
from tests.lambdas.core.manifest.entries import TABLE, entry, key, manifest

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

FIRST = entry("1", minutes=5)
OTHER = entry("2", minutes=6)
PUT_BACK = entry("3", minutes=7, sha256=FIRST.sha256)


@pytest.fixture
def dynamodb() -> "DynamoDBClient":
    return manifest()


def told(dynamodb: "DynamoDBClient", *some: ManifestEntry) -> list[bool]:
    """What is said of each, entered one after the other."""
    said = []
    for each in some:
        put_entry(dynamodb, TABLE, each)
        said.append(is_overwritten(dynamodb, TABLE, each))
    return said


def test_what_comes_for_the_first_time_is_no_overwriting(dynamodb: "DynamoDBClient") -> None:
    assert told(dynamodb, FIRST, FIRST) == [False, False]


def test_other_bytes_on_top_are_noticed(dynamodb: "DynamoDBClient") -> None:
    """FAULTS 33."""
    assert told(dynamodb, FIRST, OTHER) == [False, True]


def test_they_are_noticed_too_if_the_first_is_entered_behind_them(dynamodb: "DynamoDBClient") -> None:
    """EventBridge keeps no order."""
    assert told(dynamodb, OTHER, FIRST) == [False, True]


def test_of_two_that_are_entered_at_once_one_is_noticed(dynamodb: "DynamoDBClient") -> None:
    for each in (OTHER, FIRST):
        put_entry(dynamodb, TABLE, each)

    assert is_overwritten(dynamodb, TABLE, FIRST)


def test_the_same_bytes_on_top_change_nothing(dynamodb: "DynamoDBClient") -> None:
    assert told(dynamodb, FIRST, PUT_BACK) == [False, False]


def test_putting_the_first_bytes_back_is_no_overwriting(dynamodb: "DynamoDBClient") -> None:
    assert told(dynamodb, FIRST, OTHER, PUT_BACK) == [False, True, False]


def test_objects_whose_names_begin_alike_are_no_versions_of_each_other(dynamodb: "DynamoDBClient") -> None:
    named = entry("2", minutes=6, key=f"{key()}#1")

    assert told(dynamodb, FIRST, named, FIRST) == [False, False, False]


def test_a_key_that_names_no_hour_is_found_under_the_one_in_which_it_came(
    dynamodb: "DynamoDBClient",
) -> None:
    by_hand = {"key": "events/by-hand.gz"}

    assert told(dynamodb, entry("1", 5, **by_hand), entry("2", 6, **by_hand)) == [False, True]
