"""Replays as their state machine runs them: the deployed function's own steps, one after the other."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from lambdas.claims import Claims
from lambdas.inventory import stock
from lambdas.loyalty import points
from lambdas.manifest.table import in_hour
from lambdas.replay.checkpoint import Checkpoints
from lambdas.replay.chunk import Working
from lambdas.replay.finish import Finishing
from lambdas.replay.generation import Generation
from lambdas.replay.plan import Planning
from lambdas.replay.progress import Chunk, Parts, Run
from lambdas.replay.run import Header, Replays

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

RAW, ANSWERS = "raw", "answers"
MANIFEST, REPLAYS = "manifest", "replays"
LEDGERS = {"inventory": "stock", "loyalty": "points"}
EFFECTS = {"inventory": stock.effect, "loyalty": points.effect}


class AlreadyExists(Exception):
    """An execution of this name is over."""


class Exceptions:
    """As a client has them."""

    ExecutionAlreadyExists = AlreadyExists


@dataclass
class Machine:
    """Runs an execution to its end when it is started; `failing`: all its chunks fail for good."""

    dynamodb: "DynamoDBClient"
    s3: "S3Client"
    before_a_chunk: Callable[[], None] = lambda: None
    failing: bool = False
    executions: list[str] = field(default_factory=list)
    exceptions: type[Exceptions] = Exceptions

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> None:  # noqa: A002, ARG002, N803
        if name in self.executions:
            raise AlreadyExists
        self.executions.append(name)
        self._run(Run(replay=json.loads(input)["replay"]))

    def _run(self, run: Run) -> None:
        replays, checkpoints = Replays(self.dynamodb, REPLAYS), Checkpoints(self.dynamodb, REPLAYS)
        parts = Parts(self.s3, ANSWERS)
        planning = Planning(replays, checkpoints, parts, partial(in_hour, self.dynamodb, MANIFEST))
        finishing = Finishing(replays, checkpoints, parts)
        working = Working(
            replays, checkpoints, self.s3, RAW, self._destination, at_once=1, sleep=lambda _: None
        )
        while not run.planned:
            run = planning.plan(run)
        while not (run := finishing.finish(run)).done:
            for chunk in () if self.failing else parts.read(run.file):
                self.before_a_chunk()
                working.work(chunk)

    def _destination(self, header: Header, chunk: Chunk) -> Generation:
        ledgers = {f"{table}-{header.into}": EFFECTS[name] for name, table in LEDGERS.items()}
        origin = f"{chunk.arrived_at}/{chunk.key}#{chunk.version}"
        return Generation(self.dynamodb, Claims(self.s3, RAW), ledgers, origin)
