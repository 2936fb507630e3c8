"""Everybody is asked, and nobody's silence is taken for an answer."""

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from sluice.status.completeness import HOUR
from sluice.status.metrics import DELIVERED
from sluice.status.positions import StreamBacklog
from tests.sluice.status.deployed import DELIVERY, NOW, STREAM, Deployed, hour

SHARD = "shardId-000000000000"


def said(deployed: Deployed, hours: int = 3) -> list[str]:
    return [str(each) for each in deployed.status(hours).hours]


def test_an_environment_in_which_nothing_happened_is_well(deployed: Deployed) -> None:
    status = deployed.status()

    assert list(status.wrong()) == []
    assert said(deployed) == ["agree"] * 3
    assert status.delivered == {DELIVERY: None}
    assert (status.replays, status.waiting) == ([], {})


def test_source_and_sink_are_compared_hour_by_hour_and_the_gap_is_named(deployed: Deployed) -> None:
    for ago, took, raw in ((3, 100, 100), (2, 100, 93), (1, 50, 60)):
        deployed.takes(ago, took)
        deployed.delivers(ago, raw)

    assert said(deployed) == ["agree", "7 missing", "10 more"]
    assert list(deployed.status().wrong()) == [
        f"7 records are missing in raw, at the end of {hour(2):%Y-%m-%dT%H}"
    ]


def test_what_a_backfill_put_into_an_hour_makes_up_for_nothing_that_is_missing(deployed: Deployed) -> None:
    for ago, raw in ((2, 93), (1, 100)):
        deployed.takes(ago, 100)
        deployed.delivers(ago, raw)
        deployed.backfills(ago, 1_000)

    assert said(deployed) == ["agree", "7 missing", "agree"]


def test_an_object_across_the_border_is_no_gap(deployed: Deployed) -> None:
    """Five records of the second hour lie in the first one's last object."""
    deployed.takes(2, 100)
    deployed.takes(1, 50)
    deployed.delivers(2, 90)
    deployed.delivers(2, 15, late=True)
    deployed.delivers(1, 45)

    status = deployed.status()

    assert [str(each) for each in status.hours] == ["agree"] * 3
    assert [each.counts.across for each in status.hours] == [0, 15, 0]


def test_an_object_across_the_first_border_is_seen_though_its_hour_was_not_asked_for(
    deployed: Deployed,
) -> None:
    deployed.delivers(4, 30, late=True)
    deployed.takes(3, 20)

    assert said(deployed) == ["agree"] * 3


def test_an_object_that_was_written_over_counts_once(deployed: Deployed) -> None:
    """FAULTS 33."""
    deployed.takes(2, 10)
    key = deployed.delivers(2, 10)
    deployed.dynamodb.put_item(
        TableName="Manifest",
        Item=deployed.dynamodb.scan(TableName="Manifest")["Items"][0]
        | {"object": {"S": f"{key}#v2"}, "arrived_at": {"S": NOW.isoformat()}, "sha256": {"S": "other"}},
    )

    [_, there, _] = deployed.status().hours

    assert (there.counts.raw, there.counts.across, str(there)) == (10, 0, "agree")


def test_what_the_manifest_lacks_and_the_bucket_has_is_not_missing(deployed: Deployed) -> None:
    deployed.takes(2, 100)
    deployed.delivers(2, 100, entered=False)

    assert said(deployed) == ["agree", "not measured", "agree"]


def test_objects_without_a_count_of_the_stream_are_not_measured(deployed: Deployed) -> None:
    deployed.delivers(2, 100)

    assert said(deployed) == ["agree", "not measured", "agree"]


def test_counts_of_another_stream_are_not_taken_for_its_own(deployed: Deployed) -> None:
    deployed.takes(2, 100, resource="other")
    deployed.takes(2, 100, DELIVERED, "other")

    assert said(deployed) == ["agree"] * 3


def test_the_newest_object_is_found_in_the_manifest(deployed: Deployed) -> None:
    deployed.delivers(3, 1)
    key = deployed.delivers(2, 1)

    [found] = deployed.status().delivered.values()

    assert found is not None
    assert (found.key, found.written_at) == (key, hour(2) + HOUR / 2)


def test_without_a_manifest_the_newest_object_is_found_in_the_bucket(deployed: Deployed) -> None:
    deployed.delivers(3, 1, entered=False)
    key = deployed.delivers(0, 1, entered=False)

    [found] = deployed.status().delivered.values()

    assert found is not None
    assert found.key == key


def test_every_consumer_is_shown_at_every_shard_also_one_that_never_settled_anything(
    deployed: Deployed,
) -> None:
    """FAULTS 22: the shards are those of now, and not those that somebody remembers."""
    first, second = deployed.puts(b"1", b"2")
    deployed.settles("inventory", SHARD, second)
    deployed.settles("inventory", "shardId-000000000009", first)
    deployed.settles("shelves", "every", "7")

    found = {(each.consumer, each.shard): each for each in deployed.status().positions}

    assert found.keys() == {
        ("fraud", SHARD),
        ("inventory", SHARD),
        ("inventory", "shardId-000000000009"),
        ("shelves", "every"),
    }
    assert found["inventory", SHARD].sequence_number == second
    assert found["inventory", SHARD].waits == timedelta(0)
    assert found["inventory", "shardId-000000000009"].waits is None
    assert found["shelves", "every"].waits is None
    assert found["fraud", SHARD].sequence_number is None
    assert found["fraud", SHARD].waits is not None


def test_who_lets_records_wait_for_longer_than_its_alarm_is_wrong(deployed: Deployed) -> None:
    """FAULTS 23."""
    first, _ = deployed.puts(b"1", b"2")
    deployed.settles("inventory", SHARD, first)
    stream = StreamBacklog(deployed.kinesis, STREAM, NOW + 24 * HOUR)

    assert (stream.waits(SHARD, first) or timedelta(0)) > 20 * HOUR


def test_a_shard_that_is_read_too_often_to_be_asked_is_not_known(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def throttle(**_: object) -> None:
        asked.append(1)
        raise ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "GetRecords")

    monkeypatch.setattr(deployed.kinesis, "get_records", throttle)
    stream = StreamBacklog(deployed.kinesis, STREAM, NOW)

    assert [stream.waits(SHARD, None), stream.waits(SHARD, None)] == [None, None]
    assert asked == [1], "consumers at one place ask once"


def test_dead_letters_are_counted_and_work_under_way_is_not(deployed: Deployed) -> None:
    """FAULTS 42."""
    for queue in ("ReplayWork", "ReplayDeadLetters", "ReplayDeadLetters"):
        url = deployed.sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        deployed.sqs.send_message(QueueUrl=url, MessageBody="any")

    status = deployed.status()

    assert status.dead_letters["ReplayDeadLetters"] == 2
    assert "ReplayWork" not in status.dead_letters
    assert list(status.wrong()) == ["2 dead letters wait in ReplayDeadLetters"]


def test_the_replay_under_way_says_how_far_it_is(deployed: Deployed) -> None:
    name = "20171222T1700-20171222T1800-1"

    def item(key: str, item: str, **attributes: dict[str, str]) -> None:
        keys = {"replay": {"S": key}, "item": {"S": item}}
        deployed.dynamodb.put_item(TableName="Replays", Item=keys | attributes)

    item("active", "run", id={"S": name})
    item(
        name,
        "run",
        state={"S": "paused"},
        records={"N": "100"},
        started_at={"S": "2017-12-23T08:00:00+00:00"},
        **{"from": {"S": "2017-12-22T17:00:00+00:00"}, "to": {"S": "2017-12-22T18:00:00+00:00"}},
    )
    for chunk, sent in (("a", "30"), ("b", "20")):
        item(name, f"chunk/{chunk}#v", sent={"N": sent}, left_out={"N": "1"})

    [replay] = deployed.status().replays

    assert (replay.id, replay.state, replay.records, replay.sent, replay.left_out) == (
        name,
        "paused",
        100,
        50,
        2,
    )
