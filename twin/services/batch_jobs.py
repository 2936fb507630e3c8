"""Runs a job definition of the template as processes of this machine, in the place of AWS Batch and Fargate.

A child of an array is a process; one attempt follows another by the definition's retry strategy. No image
is built: a process runs in the folder that it would be built from, with this machine's Python and packages.
There is no queue, no capacity and no limit on memory.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from twin.assembly import Resource
from twin.deploy import ROOT, Twin
from twin.errors import last_line
from twin.permissions.authorizer import Principal
from twin.semantics.batch import ContainerEnd, JobRetries, JobState, array_indexes, parent_state, variables
from twin.services.permissions import register

MOMENT = 0.02
KILLED = 128 + signal.SIGKILL
# Fargate's text: https://github.com/nextflow-io/nextflow/issues/5786
RECLAIMED = "Your Spot Task was interrupted."


@dataclass
class JobChild:
    """A child of an array, or a job that is none: its attempts, one after another."""

    index: int | None
    attempt: int = 0
    state: JobState = JobState.RUNNABLE
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    is_reclaimed: bool = False
    logs: list[Path] = field(default_factory=list)


class JobRun:
    """A submission of a job definition; `submission` is the call of SubmitJob, in AWS's spelling."""

    def __init__(
        self, twin: Twin, definition: Resource, submission: Mapping[str, Any], directory: Path
    ) -> None:
        self._definition, self._submission = definition.properties, submission
        self._retries = JobRetries.of(definition.properties)
        self._timeout = definition.properties.get("Timeout", {}).get("AttemptDurationSeconds")
        self._container: Mapping[str, Any] = definition.properties["ContainerProperties"]
        self._place = image_folder(twin, self._container)
        role = Principal.role(self._container["JobRoleArn"])
        key = register(twin.emulator.endpoint, role)
        self._environment = {**twin.emulator.environment, "AWS_ACCESS_KEY_ID": key}
        self._directory = directory
        self.children = [JobChild(index) for index in array_indexes(submission)]

    @property
    def state(self) -> JobState:
        """Return the state of the whole."""
        return parent_state([child.state for child in self.children])

    def running(self) -> list[JobChild]:
        """Return the children with a process, that may be reclaimed and tried again."""
        alive = (child for child in self.children if child.process and child.process.poll() is None)
        return [child for child in alive if child.attempt < self._retries.attempts]

    def reclaim(self, child: JobChild) -> None:
        """Take a child's machine away: Spot without a warning."""
        if child.process is not None:
            child.is_reclaimed = True
            child.process.kill()

    def run(self, between: Callable[[], object] = lambda: None) -> JobState:
        """Run to the end, calling `between` at every moment."""
        try:
            while self.state is JobState.RUNNABLE:
                for child in self.children:
                    self._attend(child)
                between()
                time.sleep(MOMENT)
        finally:
            self.stop()
        return self.state

    def stop(self) -> None:
        """End every process."""
        for child in self.children:
            if child.process is not None and child.process.poll() is None:
                child.process.kill()
                child.process.wait()

    def last_words(self) -> str:
        """Return the last line of a child that failed."""
        failed = (child for child in self.children if child.state is JobState.FAILED)
        return next((last_line(child.logs[-1]) for child in failed), "")

    def _attend(self, child: JobChild) -> None:
        if child.state is not JobState.RUNNABLE:
            return
        if child.process is None:
            self._start(child)
        elif (code := child.process.poll()) is not None:
            self._end(child, _end(child, code))
        elif self._timeout is not None and time.time() > child.began + self._timeout:
            child.process.kill()
            child.process.wait()
            self._end(child, ContainerEnd(exit_code=KILLED, is_timed_out=True))

    def _start(self, child: JobChild) -> None:
        child.attempt += 1
        child.is_reclaimed, child.began = False, time.time()
        child.logs.append(self._directory / f"{child.index or 0}-{child.attempt}.log")
        child.logs[-1].parent.mkdir(parents=True, exist_ok=True)
        given = variables(self._definition, self._submission, child.index, child.attempt)
        with child.logs[-1].open("wb") as log:
            child.process = subprocess.Popen(
                self._command(),
                cwd=self._place,
                env={**self._environment, **given},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _end(self, child: JobChild, end: ContainerEnd) -> None:
        child.process = None
        child.state = self._retries.after(child.attempt, end)

    def _command(self) -> Sequence[str]:
        """The definition's own command, with this Python in the place of the image's."""
        first, *rest = self._container["Command"]
        return [sys.executable if first == "python" else first, *rest]


def image_folder(twin: Twin, container: Mapping[str, Any]) -> Path:
    """Return what an image is built from, as the assembly has it, or the repository for a foreign image."""
    tag = str(container["Image"]).rpartition(":")[2]
    folder = twin.app.assembly.directory / f"asset.{tag}"
    return folder if folder.is_dir() else ROOT


def _end(child: JobChild, code: int) -> ContainerEnd:
    """A container that is killed by a signal ends with 128 and its number."""
    reason = RECLAIMED if child.is_reclaimed else "Essential container in task exited"
    return ContainerEnd(exit_code=128 - code if code < 0 else code, status_reason=reason)
