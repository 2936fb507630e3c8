"""What a replay works through is what the manifest has of its window, in parts, and no more than is left."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import list_hour, put_entry, write_off
from lambdas.core.raw import hour_prefix
from lambdas.core.replay.checkpoint import Checkpoint
from lambdas.core.replay.plan import ReplayPlanner
from lambdas.core.replay.progress import Chunk, ReplayProgress
from lambdas.core.replay.run import NoReplay
from tests.lambdas.core.replay.cloud import MANIFEST, NOON, REPLAY, Cloud
from tests.lambdas.core.replay.test_chunk import sold

HOUR = timedelta(hours=1)


def planned(cloud: Cloud, planning: ReplayPlanner | None = None) -> ReplayProgress:
    run = ReplayProgress(replay=REPLAY)
    while not run.planned:
        run = (planning or cloud.planning()).plan(run)
    return run


def chunks(cloud: Cloud, run: ReplayProgress) -> list[list[Chunk]]:
    return [list(cloud.parts.read(run.name(part))) for part in range(run.parts)]


def test_takes_what_arrived_in_the_window_from_its_first_moment_to_before_its_last() -> None:
    cloud = Cloud()
    moments = [timedelta(seconds=-1), timedelta(0), 2 * HOUR - timedelta(seconds=1), 2 * HOUR]
    _, first, last, _ = [cloud.archive([sold(1), sold(2)], NOON + at) for at in moments]
    cloud.start(hours=2)

    run = planned(cloud)

    assert chunks(cloud, run) == [[first, last]]
    header = cloud.header()
    assert (header["chunks"], header["records"]) == ("2", "4")
    assert int(header["bytes"]) > 0


def test_finds_a_late_delivery_under_the_hour_in_which_its_records_arrived() -> None:
    cloud = Cloud()
    key = f"{hour_prefix(NOON - 5 * HOUR)}late.gz"
    put_entry(cloud.dynamodb, MANIFEST, ManifestEntry(key, "v", NOON + HOUR, 10, 1, {"367": 1}, "a"))
    cloud.start()

    assert [[each.key for each in part] for part in chunks(cloud, planned(cloud))] == [[key]]


def test_goes_on_without_what_is_written_off() -> None:
    cloud = Cloud()
    cloud.archive([sold(1)], name="a")
    kept = cloud.archive([sold(2)], name="b")
    lost, _ = list_hour(cloud.dynamodb, MANIFEST, NOON)
    write_off(cloud.dynamodb, MANIFEST, lost)
    cloud.start()

    assert chunks(cloud, planned(cloud)) == [[kept]]


def test_of_one_store_takes_the_objects_that_may_hold_its_records_and_counts_those_alone() -> None:
    cloud = Cloud()
    ours = cloud.archive([sold(1)] * 3, name="a", stores=["367"])
    cloud.archive([sold(1, "31401")] * 5, name="b", stores=["31401"])
    unsure = cloud.archive([sold(1)], name="c", stores=["?"])
    cloud.start(partition="367")

    run = planned(cloud)

    assert chunks(cloud, run) == [[ours, unsure]]
    assert cloud.header()["records"] == "3"


def test_takes_a_version_that_brings_nothing_new_no_second_time_and_what_nobody_can_read_all_the_same() -> (
    None
):
    """FAULTS 33: a version that was restored lies there twice; a replay without a broken one isn't whole."""
    cloud = Cloud()
    key = f"{hour_prefix(NOON)}a.gz"
    for version, minute in (("first", 1), ("restored", 2)):
        at = NOON + timedelta(minutes=minute)
        put_entry(cloud.dynamodb, MANIFEST, ManifestEntry(key, version, at, 10, 1, {"367": 1}, "same"))
    broken = ManifestEntry(key.replace("a.gz", "b.gz"), "v", NOON, 10, 0, {}, "b", broken="no gzip")
    put_entry(cloud.dynamodb, MANIFEST, broken)
    cloud.start(partition="367")

    [part] = chunks(cloud, planned(cloud))

    assert [(each.version, each.readable) for each in part] == [("first", "restored"), ("v", "v")]


def test_parts_are_what_one_map_takes() -> None:
    cloud = Cloud()
    every = [cloud.archive([sold(1)], NOON + number * HOUR) for number in range(5)]
    cloud.start(hours=5)

    run = planned(cloud, cloud.planning(part=2))

    assert chunks(cloud, run) == [every[:2], every[2:4], every[4:]]


def test_a_long_window_is_planned_by_many_invocations_each_within_its_time() -> None:
    """A year is the same command as an hour; what died is planned again, to the same parts."""
    cloud = Cloud()
    every = [cloud.archive([sold(1)], NOON + number * HOUR) for number in range(4)]
    cloud.start(hours=4)
    planning = cloud.planning()

    def slow(hour: object) -> list[ManifestEntry]:
        cloud.clock.sleep(15)
        return list(planning.in_hour(hour))  # type: ignore[arg-type]

    patient = ReplayPlanner(planning.replays, planning.checkpoints, planning.parts, slow, cloud.clock)
    run, invocations = ReplayProgress(replay=REPLAY), 0
    while not run.planned:
        patient.plan(run)
        run = patient.plan(run)
        invocations += 1

    assert invocations > 50
    assert sum(chunks(cloud, run), []) == every  # noqa: RUF017 - a handful
    assert cloud.header()["chunks"] == "4"


def test_resumed_it_takes_what_is_left_and_knows_what_was_done() -> None:
    cloud = Cloud()
    done, half, fresh = [cloud.archive([sold(1), sold(2)], NOON, name) for name in "abc"]
    cloud.start()
    cloud.checkpoints.keep(REPLAY, done, Checkpoint(2, 1, 1, done=True))
    cloud.checkpoints.keep(REPLAY, half, Checkpoint(1, 1, 0))
    cloud.set_state("running", resumed=1)

    run = planned(cloud)

    left = [Chunk(each.replay, 2, each.key, each.version, each.arrived_at) for each in (half, fresh)]
    assert chunks(cloud, run) == [left]
    assert (run.sent, run.left_out, cloud.header()["chunks"]) == (1, 1, "3")


def test_a_run_that_has_lost_its_plan_is_planned_anew() -> None:
    """Answers are gone after a week; a year's replay may take longer."""
    cloud = Cloud()
    chunk = cloud.archive([sold(1)])
    cloud.start()
    run = replace(planned(cloud), part=1, sent=7)

    again = cloud.planning().plan(run)

    assert (again.part, again.sent, again.parts) == (0, 0, 0 if not again.planned else 1)
    assert chunk in chunks(cloud, planned(cloud))[0]


def test_nobody_plans_what_nobody_asked_for() -> None:
    with pytest.raises(NoReplay, match=REPLAY):
        Cloud().planning().plan(ReplayProgress(replay=REPLAY))
