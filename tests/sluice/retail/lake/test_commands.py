"""The command line as an operator runs it, beside a Glue whose runs go on as a test says."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from subprocess import PIPE
from typing import NamedTuple

import pytest

from tests.sluice.lake.deployed import JOBS, deploy, log_group
from tests.synthesis import REPOSITORY
from twin.emulator import Emulator
from twin.lake.glue_service import settle


class Said(NamedTuple):
    """What a command answered."""

    code: int
    printed: str
    complained: list[str]


class Glue:
    """The emulator's, with the lake's jobs."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        deploy(emulator.client)
        for command in JOBS:
            emulator.client("logs").create_log_group(logGroupName=log_group(command))

    def command(self, *arguments: str) -> "subprocess.Popen[str]":
        """Run the command line beside the test."""
        return subprocess.Popen(
            [sys.executable, "-m", "sluice", *arguments],
            cwd=REPOSITORY,
            env=self._emulator.environment | {"AWS_MAX_ATTEMPTS": "1"},
            # Tests that run in the background of a shell don't hear Ctrl-C, nor would what they start.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
            stdout=PIPE,
            stderr=PIPE,
            text=True,
        )

    def started(self, job: str) -> str:
        """The id of the run that was started now, once it is there."""
        while True:
            for run in self._emulator.client("glue").get_job_runs(JobName=job)["JobRuns"]:
                if run["JobRunState"] == "STARTING":
                    return str(run["Id"])
            time.sleep(0.1)

    def settle(self, job: str, run_id: str, state: str, error: str = "") -> None:
        """Let a run go on."""
        told = {"JobName": job, "RunId": run_id, "JobRunState": state, "ErrorMessage": error}
        settle(self._emulator.endpoint, told)

    def print(self, job: str, run_id: str, line: str) -> None:
        """Write what the job's script prints where Glue does."""
        place = {"logGroupName": log_group(job), "logStreamName": run_id}
        logs = self._emulator.client("logs")
        logs.create_log_stream(**place)
        logs.put_log_events(**place, logEvents=[{"timestamp": int(time.time() * 1000), "message": line}])


def said(process: "subprocess.Popen[str]") -> Said:
    """What a command answered in the end."""
    printed, complained = process.communicate()
    return Said(process.returncode, printed, complained.splitlines())


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


@pytest.fixture(scope="module")
def glue(emulator: Emulator) -> Glue:
    return Glue(emulator)


def test_says_in_one_line_what_a_run_did(glue: Glue) -> None:
    command = glue.command("curate", "dev")
    run_id = glue.started("curate")
    glue.print("curate", run_id, '{"sales": 1729, "quarantined": 15}')
    glue.settle("curate", run_id, "SUCCEEDED")

    answer = said(command)

    assert answer.code == 0
    assert re.fullmatch(r"done in \d+ s: sales 1,729, quarantined 15\n", answer.printed)


def test_says_that_it_is_done_even_if_nothing_was_printed(glue: Glue) -> None:
    command = glue.command("ingest", "dev")
    glue.settle("ingest", glue.started("ingest"), "SUCCEEDED")

    answer = said(command)

    assert answer.code == 0
    assert re.fullmatch(r"done in \d+ s\n", answer.printed)


def test_tells_programs_the_same_as_json(glue: Glue) -> None:
    command = glue.command("curate", "dev", "--json")
    run_id = glue.started("curate")
    glue.print("curate", run_id, '{"sales": 1729}')
    glue.settle("curate", run_id, "SUCCEEDED")

    told = json.loads(said(command).printed)

    assert (told["id"], told["state"], told["did"]) == (run_id, "SUCCEEDED", {"sales": 1729})


def test_says_why_a_run_failed_and_where_its_log_is(glue: Glue) -> None:
    fault = "SystemExit: 2 faults block the close: raw lacks 3 records of the stream"
    command = glue.command("close", "dev", "--from", "2017-12-22")
    first = glue.started("close")
    glue.settle("close", first, "FAILED", fault)
    second = glue.started("close")
    glue.settle("close", second, "FAILED", fault)

    answer = said(command)

    assert (answer.code, answer.printed) == (1, "")
    assert second == f"{first}_attempt_1"
    assert re.fullmatch(
        rf"sluice: failed after \d+ s: {fault} \(log /sluice/dev/close_day/output, {second}\)",
        answer.complained[-1],
    )


def test_shows_every_state_of_every_attempt_beside_the_outcome(glue: Glue) -> None:
    command = glue.command("curate", "dev")
    first = glue.started("curate")
    assert command.stderr
    seen = [command.stderr.readline()]
    glue.settle("curate", first, "RUNNING")
    seen.append(command.stderr.readline())
    glue.settle("curate", first, "FAILED", "SIGTERM")
    second = glue.started("curate")
    glue.settle("curate", second, "SUCCEEDED")

    answer = said(command)

    shown = [line.strip() for line in (*seen, *answer.complained)]
    assert shown == [f"{first}: starting", f"{first}: running", f"{first}: failed", f"{second}: succeeded"]
    assert answer.code == 0


def test_leaves_the_run_alone_when_it_is_interrupted(glue: Glue, emulator: Emulator) -> None:
    command = glue.command("close", "dev")
    run_id = glue.started("close")
    assert command.stderr
    command.stderr.readline()

    command.send_signal(signal.SIGINT)

    look = f"aws glue get-job-run --job-name close --run-id {run_id}"
    assert said(command) == (130, "", [f"sluice: {run_id} goes on; look at it with: {look}"])
    run = emulator.client("glue").get_job_run(JobName="close", RunId=run_id)["JobRun"]
    assert run["JobRunState"] == "STARTING"
    glue.settle("close", run_id, "SUCCEEDED")


def test_prints_only_the_id_of_a_run_that_it_does_not_wait_for(glue: Glue) -> None:
    command = glue.command("curate", "dev", "--no-wait")
    run_id = glue.started("curate")

    assert said(command) == (0, f"{run_id}\n", [])
    glue.settle("curate", run_id, "SUCCEEDED")


def test_says_which_run_is_in_the_way(glue: Glue) -> None:
    first = glue.command("close", "dev", "--no-wait")
    run_id = glue.started("close")
    first.communicate()

    answer = said(glue.command("close", "dev"))

    assert (answer.code, answer.printed) == (2, "")
    assert re.fullmatch(rf"sluice: close is starting since [0-9: -]+ UTC: {run_id}", answer.complained[-1])
    glue.settle("close", run_id, "SUCCEEDED")


def test_says_that_the_run_goes_on_when_nobody_answers_any_more(tmp_path: Path) -> None:
    with Emulator(log=tmp_path / "log") as emulator:
        glue = Glue(emulator)
        command = glue.command("curate", "dev")
        run_id = glue.started("curate")
        assert command.stderr
        command.stderr.readline()

    answer = said(command)

    [complaint] = answer.complained
    assert answer.code == 2
    assert complaint.startswith(f"sluice: {run_id} goes on, but can't be looked at: Could not connect")
