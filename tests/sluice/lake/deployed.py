"""The synthesized jobs of the lake, created in an emulator, under a stack whose outputs name them."""

import json
from collections.abc import Mapping
from typing import Any

from tests.synthesis import templates

JOBS = {"curate": "CurateSalesJob", "close": "CloseDayJob", "ingest": "IngestStoreFilesJob"}
QUEUE = {"Type": "AWS::SQS::Queue"}
MATTERING = (
    "Command",
    "ExecutionProperty",
    "GlueVersion",
    "MaxRetries",
    "NumberOfWorkers",
    "Timeout",
    "WorkerType",
)


def deploy(client: Any) -> None:
    """Create the job of each command, under the command's name, and the stack."""
    for command in JOBS:
        client("glue").create_job(Name=command, Role="any", **declared(command))
    create_stack(client, {output: command for command, output in JOBS.items()})


def create_stack(client: Any, outputs: Mapping[str, str], name: str = "Lake") -> None:
    """Create the lake's stack, or another one, of nothing but outputs."""
    body = {"Resources": {"Any": QUEUE}, "Outputs": {name: {"Value": each} for name, each in outputs.items()}}
    client("cloudformation").create_stack(StackName=f"Sluice-dev-{name}", TemplateBody=json.dumps(body))
    client("cloudformation").get_waiter("stack_create_complete").wait(StackName=f"Sluice-dev-{name}")


def log_group(command: str) -> str:
    """Where the script of a job prints to."""
    return f"{declared(command)['DefaultArguments']['--custom-logGroup-prefix']}/output"


def declared(command: str) -> dict[str, Any]:
    """What matters here of a synthesized job; arguments that refer to other resources are left out."""
    template = templates("dev")["Sluice-dev-Lake"]
    job = template["Resources"][template["Outputs"][JOBS[command]]["Value"]["Ref"]]["Properties"]
    plain = {name: each for name, each in job["DefaultArguments"].items() if isinstance(each, str)}
    return {name: job[name] for name in MATTERING} | {
        "Command": {"Name": "glueetl"},
        "DefaultArguments": plain,
    }
