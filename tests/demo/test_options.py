"""What a page says to do the same again does the same again."""

import shlex
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from contracts.scenario import SourceMessage
from domain.scenario import SCENARIO
from tests.demo.sample_options import OPTIONS


def arguments(command: str) -> list[str]:
    [make, target, given] = shlex.split(command)
    assert (make, target) == ("make", "demo")
    return shlex.split(given.removeprefix("ARGS="))


def test_the_command_names_the_port_and_whatever_was_asked_for() -> None:
    asked = replace(OPTIONS, without=frozenset({"recover", "orders"}), settings={"frauds": 5})

    given = arguments(asked.command)

    assert given[given.index("--port") + 1] == "4567"
    assert given[given.index("--without") + 1] == "orders,recover"
    assert given[given.index("--set") + 1] == "frauds=5"
    assert given[given.index("--from") + 1] == "2017-12-22"


def test_the_command_names_a_file_of_events_instead_of_days() -> None:
    given = arguments(replace(OPTIONS, events=Path("own.jsonl")).command)

    assert given[given.index("--events") + 1] == "own.jsonl"
    assert "--days" not in given


def test_runs_on_other_ports_are_timed_together() -> None:
    assert replace(OPTIONS, port=5000).arguments == OPTIONS.arguments


def test_a_run_is_whole_if_nothing_is_left_out() -> None:
    assert OPTIONS.is_whole
    assert replace(OPTIONS, settings={"frauds": 5}).is_whole
    for less in (
        replace(OPTIONS, without=frozenset({"orders"})),
        replace(OPTIONS, settings={"frauds": 0}),
        replace(OPTIONS, events=Path("own.jsonl")),
        replace(OPTIONS, days=2),
        replace(OPTIONS, scenario=replace(SCENARIO, needs_every_grant=False)),
    ):
        assert not less.is_whole


def test_a_long_source_is_compressed_into_a_minute() -> None:
    first = datetime(2017, 1, 1, tzinfo=UTC)
    sent = [SourceMessage("7", first + timedelta(days=days), b"") for days in (0, 2, 365)]

    assert OPTIONS.play_seconds(sent[:2]) == 30
    assert OPTIONS.play_seconds(sent) == 60
