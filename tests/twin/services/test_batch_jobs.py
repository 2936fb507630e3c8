"""Jobs run as processes: each attempt follows the retry strategy, whatever ends it."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.twin.assemblies import assembly, resource
from twin.assembly import Resource
from twin.emulator import Emulator
from twin.permissions.plan import planned
from twin.resolve import Resolved
from twin.semantics.batch import JobState
from twin.services.batch_jobs import JobRun, image_folder

RETRIES = {
    "Attempts": 3,
    "EvaluateOnExit": [
        {"Action": "RETRY", "OnStatusReason": "Your Spot Task was interrupted*"},
        {"Action": "RETRY", "OnExitCode": "75"},
        {"Action": "EXIT", "OnReason": "*"},
    ],
}
JOB = "AWS::Batch::JobDefinition"
NOTE = "open(os.environ['NOTES'], 'a').write(os.environ['AWS_BATCH_JOB_ATTEMPT'])"


@dataclass(frozen=True)
class Here:
    """What a run needs of a twin."""

    emulator: Emulator
    app: Resolved


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


@pytest.fixture
def here(emulator: Emulator, tmp_path: Path) -> Here:
    return Here(emulator, planned(assembly(tmp_path, {"App": {"Resources": {}}})))


def job(code: str, notes: Path, timeout: int | None = None) -> Resource:
    """A definition that runs a line of Python."""
    container = {
        "Command": ["python", "-c", f"import os, sys, time; {NOTE}; {code}"],
        "Environment": [{"Name": "NOTES", "Value": str(notes)}],
        "Image": "nowhere:1",
        "JobRoleArn": "arn:aws:iam::111122223333:role/job",
    }
    limit: Mapping[str, Any] = {"Timeout": {"AttemptDurationSeconds": timeout}} if timeout is not None else {}
    written = resource(JOB, ContainerProperties=container, RetryStrategy=RETRIES, **limit)
    return assembly(notes.parent, {"App": {"Resources": {"Job": written}}}).resources(JOB)[0]


def run(
    here: Here, definition: Resource, directory: Path, submission: Mapping[str, Any] | None = None
) -> JobRun:
    """A run that has begun nothing yet."""
    return JobRun(here, definition, submission or {}, directory)  # type: ignore[arg-type]


def test_what_ends_well_has_succeeded(here: Here, tmp_path: Path) -> None:
    notes = tmp_path / "notes"

    assert run(here, job("pass", notes), tmp_path).run() is JobState.SUCCEEDED
    assert notes.read_text() == "1"


def test_what_may_pass_is_tried_again_as_often_as_the_strategy_says(here: Here, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    failing = run(here, job("print('not now'); sys.exit(75)", notes), tmp_path)

    assert failing.run() is JobState.FAILED
    assert notes.read_text() == "123"
    assert failing.last_words() == "not now"


def test_what_cant_pass_is_not_tried_again(here: Here, tmp_path: Path) -> None:
    notes = tmp_path / "notes"

    assert run(here, job("sys.exit(65)", notes), tmp_path).run() is JobState.FAILED
    assert notes.read_text() == "1"


def test_a_reclaimed_child_starts_again_and_others_go_on(here: Here, tmp_path: Path) -> None:
    """FAULTS 37."""
    code = (
        "e = os.environ; "
        "time.sleep(60 if e['AWS_BATCH_JOB_ATTEMPT'] + e['AWS_BATCH_JOB_ARRAY_INDEX'] == '11' else 0)"
    )
    notes = tmp_path / "notes"
    array = run(here, job(code, notes), tmp_path, {"ArrayProperties": {"Size": 2}})

    def reclaim() -> None:
        second = array.children[1]
        if (
            second.attempt == 1
            and second in array.running()
            and len(notes.read_text() if notes.exists() else "") >= 2
        ):
            array.reclaim(second)

    assert array.run(reclaim) is JobState.SUCCEEDED
    assert [child.attempt for child in array.children] == [1, 2]


def test_an_attempt_that_takes_too_long_fails_for_good(here: Here, tmp_path: Path) -> None:
    assert run(here, job("time.sleep(60)", tmp_path / "notes", timeout=0), tmp_path).run() is JobState.FAILED


def test_no_process_is_left_when_a_run_is_given_up(here: Here, tmp_path: Path) -> None:
    given_up = run(here, job("time.sleep(60)", tmp_path / "notes"), tmp_path)

    def stop() -> None:
        if given_up.children[0].process:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        given_up.run(stop)

    process = given_up.children[0].process
    assert process is not None
    assert process.poll() is not None


def test_a_child_on_its_last_attempt_is_left_alone(here: Here, tmp_path: Path) -> None:
    array = run(here, job("time.sleep(60)", tmp_path / "notes"), tmp_path)
    array.children[0].attempt = 3

    assert array.running() == []


def test_a_process_runs_in_the_folder_that_its_image_is_built_from(here: Here) -> None:
    folder = here.app.assembly.directory / "asset.abc"
    folder.mkdir()

    assert image_folder(here, {"Image": "registry/images:abc"}) == folder  # type: ignore[arg-type]
    assert Path(sys.executable).is_file()
