from typing import Any

from twin.semantics.bus_settings import ArchiveSettings
from twin.semantics.event_archive import EventArchive, happened_at

NOON = happened_at({"time": "2026-11-22T12:00:00Z"})


def event(id_: str, time: str, **others: Any) -> dict[str, Any]:
    return {"id": id_, "source": "sluice", "time": f"2026-11-22T{time}Z", **others}


def archive(*events: dict[str, Any], **settings: Any) -> EventArchive:
    kept = EventArchive(ArchiveSettings.from_properties({"SourceArn": "arn:bus", **settings}))
    for each in events:
        kept.keep(each, happened_at(each))
    return kept


def replayed(kept: EventArchive, start: float, end: float) -> list[list[str]]:
    buckets = kept.replayed("again", start, end, now=NOON)
    return [[each["id"] for each in bucket] for bucket in buckets]


def test_gives_back_minute_by_minute_and_in_no_order_within_one() -> None:
    """FAULTS 41."""
    kept = archive(
        event("c", "11:59:30"), event("a", "11:58:10"), event("b", "11:58:50"), event("d", "11:59:59")
    )

    assert replayed(kept, NOON - 3600, NOON) == [["b", "a"], ["d", "c"]]


def test_takes_the_start_of_the_range_and_leaves_its_end() -> None:
    kept = archive(event("before", "11:00:59"), event("first", "11:01:00"), event("after", "11:02:00"))

    assert replayed(kept, NOON - 59 * 60, NOON - 58 * 60) == [["first"]]


def test_marks_what_comes_again_with_the_replay_s_name_and_changes_nothing_else() -> None:
    original = event("a", "11:58:10", detail={"sku": "1"})

    ((again,),) = archive(original).replayed("again", NOON - 3600, NOON, now=NOON)

    assert again == original | {"replay-name": "again"}
    assert "replay-name" not in original


def test_keeps_no_replayed_event() -> None:
    """FAULTS 39."""
    kept = archive(event("a", "11:58:10"), event("a", "11:58:10", **{"replay-name": "again"}))

    assert replayed(kept, NOON - 3600, NOON) == [["a"]]


def test_keeps_only_what_its_pattern_matches() -> None:
    kept = archive(
        event("a", "11:58:10"),
        event("b", "11:58:10", **{"detail-type": "StockLow"}),
        EventPattern={"detail-type": ["StockLow"]},
    )

    assert replayed(kept, NOON - 3600, NOON) == [["b"]]


def test_forgets_what_is_older_than_its_retention() -> None:
    kept = archive(event("a", "10:00:00"), RetentionDays=1)

    assert [each["id"] for each in kept.events(NOON)] == ["a"]
    assert not kept.events(NOON + 86_400)
