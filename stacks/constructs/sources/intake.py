"""The common parts of adapters: a function that may put on the stream and quarantine what it refuses."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk.aws_iam import Role
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_lambda import Code, EventSourceMapping, ILayerVersion
from aws_cdk.aws_s3 import IBucket
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import BY_A_MAPPING, TIMEOUT, Function
from stacks.constructs.grant import grant, grant_objects
from stacks.constructs.messages.queue import WorkQueue
from stacks.constructs.nag import acknowledge

# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig
VISIBLE_AGAIN = 6
NO_DESTINATION = {
    "Serverless::Serverless-LambdaEventSourceMappingDestination": (
        "A queue's mapping has no destination: what fails stays in the queue, and ends as its dead letter."
    )
}


@dataclass(frozen=True, kw_only=True)
class IntakeContext:
    """The shared resources of adapters: the stream, the quarantine of refused events, and the code."""

    config: Config
    stream: IStream
    quarantine: IBucket
    key: IKey
    code: Code
    layer: ILayerVersion


class IntakeFunction(Function):
    """A function that runs `lambdas/<service>/handler.py`, and may put events on the stream."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        context: IntakeContext,
        service: str,
        environment: Mapping[str, str] | None = None,
        suppressions: Mapping[str, str] = BY_A_MAPPING,
        timeout: Duration = TIMEOUT,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            config=context.config,
            code=context.code,
            layers=[context.layer],
            service=service,
            environment={
                "CONSUMER": service,
                **context.config.time_environment,
                "QUARANTINE_BUCKET": context.quarantine.bucket_name,
                "STREAM": context.stream.stream_name,
                **(environment or {}),
            },
            suppressions=suppressions,
            timeout=timeout,
        )
        grant(self.execution_role, "kinesis:PutRecords", on=context.stream.stream_arn)
        grant(self.execution_role, "kms:Decrypt", "kms:GenerateDataKey", on=context.key.key_arn)
        grant_objects(
            self.execution_role,
            "s3:PutObject",
            bucket=context.quarantine,
            prefix=f"{service}/",
            because="A refused event is named by its contents; it may only be added to the own folder.",
        )


def map_queue(
    scope: Construct, *, queue: WorkQueue, function: IntakeFunction, batch: int, at_once: int
) -> EventSourceMapping:
    """Feed a function from a queue; what it reports as failed comes again alone."""
    _grant_receive(function.execution_role, queue)
    mapping = EventSourceMapping(
        scope,
        "Mapping",
        target=function,
        event_source_arn=queue.queue_arn,
        batch_size=batch,
        max_concurrency=at_once,
        report_batch_item_failures=True,
    )
    acknowledge(mapping, NO_DESTINATION)
    return mapping


def visibility_timeout(timeout: Duration = TIMEOUT) -> Duration:
    """Return how long a queue hides a message while a function with this timeout may work on it."""
    return Duration.seconds(VISIBLE_AGAIN * timeout.to_seconds())


def _grant_receive(role: Role, queue: IQueue) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions."""
    grant(role, "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", on=queue.queue_arn)
