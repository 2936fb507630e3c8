"""Replays as their state machine runs them: the deployed function's own steps, one after the other."""

import json
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from domain import points, stock
from lambdas.core.claims import Claims
from lambdas.core.manifest.table import list_hour
from lambdas.core.replay.checkpoint import Checkpoints
from lambdas.core.replay.chunk import ChunkWorker
from lambdas.core.replay.finish import ReplayFinisher
from lambdas.core.replay.generation import Generation
from lambdas.core.replay.plan import ReplayPlanner
from lambdas.core.replay.progress import Chunk, Parts, ReplayProgress
from lambdas.core.replay.run import ReplayHeader, Replays, State
from tests.lambdas.sales import BOUNDS

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

RAW, ANSWERS = "raw", "answers"
MANIFEST, REPLAYS = "manifest", "replays"
LEDGERS = {"inventory": "stock", "loyalty": "points"}
EFFECTS = {"inventory": stock.effect, "loyalty": points.effect}
ARN = "arn:aws:states:eu-central-1:111122223333:stateMachine:replay"
RUNNING = "RUNNING"
CAUSE = "Chunks failed for good"


@dataclass
class Machine:
    """Runs an execution to its end when it is started, or, if it is `slow`, when it may `go_on`.

    `executions` are their statuses by name; `failing`: all chunks fail for good. It answers as
    Step Functions does:
    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
    """

    dynamodb: "DynamoDBClient"
    s3: "S3Client"
    failing: bool = False
    slow: bool = False
    executions: dict[str, str] = field(default_factory=dict)

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> None:  # noqa: A002, N803
        assert stateMachineArn == ARN
        if (status := self.executions.get(name)) == RUNNING:
            return
        if status:
            raise _refused("ExecutionAlreadyExists", "StartExecution")
        self.executions[name] = RUNNING
        if not self.slow:
            self.go_on(name, json.loads(input)["replay"])

    def describe_execution(self, *, executionArn: str) -> dict[str, str]:  # noqa: N803
        machine, _, name = executionArn.rpartition(":")
        assert machine == ARN.replace(":stateMachine:", ":execution:")
        if name not in self.executions:
            raise _refused("ExecutionDoesNotExist", "DescribeExecution")
        failed = {"error": "Incomplete", "cause": CAUSE} if self.executions[name] == "FAILED" else {}
        return {"status": self.executions[name], **failed}

    def go_on(self, name: str, replay: str) -> None:
        """Run an execution; one of which a step dies is over, too."""
        self.executions[name] = "FAILED"
        if self._run(ReplayProgress(replay=replay)).state != State.INCOMPLETE:
            self.executions[name] = "SUCCEEDED"

    def _run(self, run: ReplayProgress) -> ReplayProgress:
        replays, checkpoints = Replays(self.dynamodb, REPLAYS), Checkpoints(self.dynamodb, REPLAYS)
        parts = Parts(self.s3, ANSWERS)
        planning = ReplayPlanner(replays, checkpoints, parts, partial(list_hour, self.dynamodb, MANIFEST))
        finishing = ReplayFinisher(replays, checkpoints, parts)
        working = ChunkWorker(
            replays,
            checkpoints,
            self.s3,
            RAW,
            self._destination,
            at_once=1,
            bounds=BOUNDS,
            sleep=lambda _: None,
        )
        while not run.planned:
            run = planning.plan(run)
        while not (run := finishing.finish(run)).done:
            for chunk in () if self.failing else parts.read(run.file):
                working.work(chunk)
        return run

    def _destination(self, header: ReplayHeader, chunk: Chunk) -> Generation:
        ledgers = {f"{table}-{header.into}": EFFECTS[name] for name, table in LEDGERS.items()}
        origin = f"{chunk.arrived_at}/{chunk.key}#{chunk.version}"
        return Generation(self.dynamodb, Claims(self.s3, RAW), ledgers, origin)


def _refused(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, operation)
