"""A domain that breaks what the platform builds on fails the suite, and fails it where it is broken."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.synthesis import REPOSITORY

SENSORS = REPOSITORY / "examples/sensors"


@dataclass(frozen=True)
class Breach:
    """A change to a file of a domain that holds, and the test that must see it."""

    name: str
    file: str
    old: str
    new: str
    seen_by: str


BREACHES = (
    Breach(
        "an effect that knows the clock",
        "domain/__init__.py",
        '{"day": reading.day, "readings": 1}',
        '{"day": reading.day, "readings": datetime.now(UTC).microsecond}',
        "test_effects.py::test_an_effect_depends_on_nothing_but_its_event[counts]",
    ),
    Breach(
        "an effect that writes over its own key",
        "domain/__init__.py",
        '{"day": reading.day, "readings": 1}',
        '{"day": reading.day, "readings": 1, "entry": reading.day}',
        "test_effects.py::test_an_effect_leaves_the_row_its_own_attributes_and_comes_back_as_it_was[counts]",
    ),
    Breach(
        "an id outside of its partition",
        "domain/__init__.py",
        'f"{station_id}/{measured_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"',
        'f"{measured_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}/{station_id}"',
        "test_events.py::test_every_event_is_taken",
    ),
    Breach(
        "a sender that goes by another key",
        "domain/scenario.py",
        'SourceMessage(row["origin"], at',
        'SourceMessage(row["origin"].lower(), at',
        "test_events.py::test_everybody_reads_the_same_id_and_partition",
    ),
    Breach(
        "a consumer that is not in the stacks",
        "environments.py",
        "ConsumersSettings(),",
        'ConsumersSettings(only=("counts",)),',
        "test_consumer_names.py::test_the_stacks_name_each_consumer_and_no_other[variables]",
    ),
    Breach(
        "a consumer that nothing is due of",
        "domain/scenario.py",
        '        expect_amounts(CONSUMERS[1], item="day", amount="temperature", due=_measure),\n',
        "",
        "test_consumer_names.py::test_rebuilds_and_the_scenario_have_each_consumer_and_no_other",
    ),
    Breach(
        "more due than there is",
        "domain/scenario.py",
        "return _day(payload), 1",
        "return _day(payload), 2",
        "test_histories.py::test_each_event_counts_once_and_each_refusal_is_kept[counts]",
    ),
    Breach(
        "a contradiction that says the same",
        "domain/scenario.py",
        '"temperature": payload["temperature"] + 1}',
        '"humidity": payload.get("humidity")}',
        "test_events.py::test_what_contradicts_an_event_is_another_payload_under_its_id",
    ),
    Breach(
        "a break for another reason",
        "domain/scenario.py",
        "Break(_too_hot, Reason.WRONG_SHAPE)",
        "Break(_too_hot, Reason.BAD_ID)",
        "test_refusals.py::test_what_is_broken_is_kept_whole_and_those_around_it_are_applied[counts-too_hot]",
    ),
    Breach(
        "a break that no recipe mends",
        "domain/scenario.py",
        "Break(_too_hot, Reason.WRONG_SHAPE)",
        "Break(_too_hot, Reason.WRONG_SHAPE, is_repairable=True)",
        "test_repairs.py::test_there_are_recipes_where_something_is_repairable_and_each_is_needed",
    ),
    Breach(
        "a new event under one id for all",
        "domain/scenario.py",
        "timedelta(minutes=number)",
        "timedelta(minutes=0 * number)",
        "test_events.py::test_what_is_renewed_is_taken_under_an_id_that_the_source_never_has",
    ),
    Breach(
        "an amount of a partition that is another's",
        "domain/__init__.py",
        'return {(station_id, str(row["day"]))',
        'return {("all", str(row["day"]))',
        "test_effects.py::test_a_row_gives_whole_amounts_to_its_partition_or_to_what_an_index_finds[counts]",
    ),
)


def run_suite(folder: Path, test: str) -> subprocess.CompletedProcess[str]:
    """Run a test of the suite with the domain of a folder."""
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    paths = ["-o", f"pythonpath={folder} .", f"tests/conformance/{test}"]
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))
    }
    return subprocess.run(
        [*command, *paths], cwd=REPOSITORY, env=variables, capture_output=True, check=False, text=True
    )


@pytest.mark.parametrize("breach", BREACHES, ids=lambda each: each.name)
def test_a_breach_is_seen(breach: Breach, tmp_path: Path) -> None:
    folder = shutil.copytree(SENSORS, tmp_path / "sensors", ignore=shutil.ignore_patterns("__pycache__"))
    whole = (folder / breach.file).read_text()
    assert whole.count(breach.old) == 1
    (folder / breach.file).write_text(whole.replace(breach.old, breach.new))

    ran = run_suite(folder, breach.seen_by)

    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert f"FAILED tests/conformance/{breach.seen_by}" in ran.stdout
