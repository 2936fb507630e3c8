"""Glue jobs in an emulator, with their scripts and libraries in its S3."""

import io
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from tests.synthesis import REPOSITORY
from tests.twin.assemblies import assembly
from twin.deploy import Twin
from twin.emulator import Emulator
from twin.lake.runners import Duck
from twin.lake.runs import EndedRun, glue_runs
from twin.loopback import ACCOUNT
from twin.resolve import Resolved

ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"
ENDED = {"SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT"}
PACKAGES = ("contracts", "domain", "jobs", "lake", "lambdas", "producer")
numbers = count()


def stack(emulator: Emulator, job: Mapping[str, Any], **others: Any) -> str:
    """Deploy a stack with a job, and return the job's name."""
    name = f"Stack{next(numbers)}"
    cloudformation = emulator.client("cloudformation")
    template = {"Resources": {"Job": {"Type": "AWS::Glue::Job", "Properties": job}, **others}}
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template))
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    resource = cloudformation.describe_stack_resource(StackName=name, LogicalResourceId="Job")
    return str(resource["StackResourceDetail"]["PhysicalResourceId"])


def eventually(look: Callable[[], Any]) -> Any:
    """What there is to see, as soon as there is."""
    deadline = time.monotonic() + 120
    while not (seen := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return seen


@cache
def libraries() -> bytes:
    """The packages of the repository, as the stack zips them."""
    archive = io.BytesIO()
    files = (path for package in PACKAGES for path in (REPOSITORY / package).rglob("*.*"))
    with ZipFile(archive, "w") as written:
        for path in files:
            if path.suffix in {".py", ".sql"}:
                written.write(path, path.relative_to(REPOSITORY))
    return archive.getvalue()


class DeployedJob:
    """A job; in its script BUCKET and DATABASE stand for the test's own."""

    def __init__(self, emulator: Emulator, place: str, directory: Path, script: str, **settings: Any) -> None:
        self.emulator, self.place, self.directory = emulator, place, directory
        self.glue, self.s3 = emulator.client("glue"), emulator.client("s3")
        self.ran: list[EndedRun] = []
        text = script.replace("BUCKET", place).replace("DATABASE", place)
        code = self._stored("script.py", text.encode())
        arguments = {"--extra-py-files": self._stored("libraries.zip", libraries()), "--FROM": "job"}
        known = {
            "Command": {"Name": "glueetl", "ScriptLocation": code},
            "DefaultArguments": arguments,
            "NumberOfWorkers": 3,
            "Role": ROLE,
            "WorkerType": "G.1X",
        }
        self.name = stack(emulator, known | settings)

    @contextmanager
    def running(self) -> Iterator[None]:
        """While the twin runs what is started."""
        template = {"Resources": {"Job": {"Type": "AWS::Glue::Job", "Properties": {}}}}
        app = Resolved(assembly(self.directory, {"Lake": template}), {("Lake", "Job"): self.name})
        twin = Twin("dev", self.emulator, app, {}, frozenset())
        with glue_runs(twin, Duck(self.emulator.endpoint), self.directory / "runs", self.ran.append):
            yield

    def start(self, **arguments: str) -> str:
        """Start a run and return its id."""
        return str(self.glue.start_job_run(JobName=self.name, Arguments=arguments)["JobRunId"])

    def run(self, run_id: str) -> Any:
        """A run as it is now."""
        return self.glue.get_job_run(JobName=self.name, RunId=run_id)["JobRun"]

    def ended(self, run_id: str) -> Any:
        """A run once it has ended."""
        eventually(lambda: self.run(run_id)["JobRunState"] in ENDED)
        return self.run(run_id)

    def log(self, run_id: str) -> str:
        """What a run has said until now."""
        path = self.directory / "runs" / run_id / "log"
        return path.read_text() if path.exists() else ""

    def _stored(self, name: str, body: bytes) -> str:
        self.s3.put_object(Bucket=self.place, Key=f"code/{name}", Body=body)
        return f"s3://{self.place}/code/{name}"
