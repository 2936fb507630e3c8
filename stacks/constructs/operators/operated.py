"""What operators look at and mend."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk.aws_dynamodb import ITable
from aws_cdk.aws_events import Archive, IEventBus
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kinesisfirehose import IDeliveryStream
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_lambda import IFunction
from aws_cdk.aws_s3 import IBucket
from aws_cdk.aws_sqs import IQueue
from aws_cdk.aws_stepfunctions import IStateMachine

from stacks.constructs.curated import Curated
from stacks.constructs.job import Job
from stacks.constructs.subscription import Subscription


@dataclass(frozen=True, kw_only=True)
class Operated:
    """The resources of one environment, by what the commands do with them."""

    environment: str
    key: IKey
    raw: IBucket
    quarantine: IBucket
    failures: IBucket
    stream: IStream
    delivery: IDeliveryStream
    ledgers: Sequence[ITable]
    shelves: ITable
    positions: ITable
    manifest: ITable
    replays: ITable
    recoveries: ITable
    follower: IFunction
    machine: IStateMachine
    bus: IEventBus
    archive: Archive
    subscriptions: Sequence[Subscription]
    queues: Sequence[IQueue]
    """Where messages are worked off."""
    returnable: Sequence[IQueue]
    """Dead letters that belong in one of them; nobody sends those of a function or a job."""
    dead_letters: Sequence[IQueue]
    curated: Curated
    jobs: Sequence[Job]
