"""The steps of a replay, as its state machine calls them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from aws_lambda_powertools import Logger

import domain
from lambdas.core import clients
from lambdas.core.claims import Claims
from lambdas.core.manifest.table import list_hour
from lambdas.core.replay.checkpoint import Checkpoints
from lambdas.core.replay.chunk import ChunkWorker, Destination
from lambdas.core.replay.consumer_function import ConsumerFunction
from lambdas.core.replay.finish import ReplayFinisher
from lambdas.core.replay.generation import Generation
from lambdas.core.replay.kinesis_writer import KinesisWriter
from lambdas.core.replay.plan import ReplayPlanner
from lambdas.core.replay.progress import Chunk, Parts, ReplayProgress
from lambdas.core.replay.run import ReplayHeader, Replays
from lambdas.core.settings import ReplayStepSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

CONSUMERS = {each.name: each for each in domain.CONSUMERS}

logger = Logger()
settings = ReplayStepSettings.from_environment()
dynamodb, s3 = clients.dynamodb(), clients.s3()
kinesis, functions = clients.kinesis(), clients.functions()
replays = Replays(dynamodb, settings.replays_table)
checkpoints = Checkpoints(dynamodb, settings.replays_table)
parts = Parts(s3, settings.answers_bucket)


def choose_destination(header: ReplayHeader, chunk: Chunk) -> Destination:
    """Return the tables of a generation, the function of one consumer, or the stream."""
    if header.into:
        ledgers = {
            f"{table}-{header.into}": CONSUMERS[name].effect for name, table in parse_pairs(settings.ledgers)
        }
        origin = f"{chunk.arrived_at}/{chunk.key}#{chunk.version}"
        return Generation(dynamodb, Claims(s3, settings.raw_bucket), ledgers, origin)
    if header.consumer:
        function = dict(parse_pairs(settings.consumers))[header.consumer]
        arrived_at = datetime.fromisoformat(chunk.arrived_at)
        origin = f"{chunk.key}#{chunk.version}"
        return ConsumerFunction(functions, function, settings.stream_arn, origin, arrived_at)
    return KinesisWriter(kinesis, settings.stream)


def parse_pairs(setting: str) -> Iterator[tuple[str, str]]:
    """Return the names of a setting, each with what it is of."""
    for each in filter(None, setting.split(",")):
        name, _, value = each.partition("=")
        yield name, value


planning = ReplayPlanner(replays, checkpoints, parts, partial(list_hour, dynamodb, settings.manifest_table))
working = ChunkWorker(
    replays,
    checkpoints,
    s3,
    settings.raw_bucket,
    choose_destination,
    int(settings.at_once),
    settings.bounds,
)
finishing = ReplayFinisher(replays, checkpoints, parts)

STEPS: Mapping[str, Callable[[dict[str, Any]], object]] = {
    "plan": lambda event: planning.plan(msgspec.convert(event["run"], ReplayProgress)),
    "chunk": lambda event: working.work(msgspec.convert(event["chunk"], Chunk)),
    "finish": lambda event: finishing.finish(msgspec.convert(event["run"], ReplayProgress)),
}


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> Any:  # noqa: ANN401, ARG001 (as JSON)
    """Take the step that the event names."""
    answer = msgspec.to_builtins(STEPS[event["step"]](event))
    logger.info(event["step"], extra={"answer": answer})
    return answer
