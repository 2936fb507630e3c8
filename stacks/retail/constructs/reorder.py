"""The orders of what runs low: a queue, the function that works it off, and the table of placed orders."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import CfnParameter, Duration
from aws_cdk.aws_events import IEventBus
from aws_cdk.aws_iam import Role
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_lambda import Code, EventSourceMapping, ILayerVersion
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import Function
from stacks.constructs.grant import grant, grant_objects
from stacks.constructs.messages.queue import LONGEST, WorkQueue
from stacks.constructs.nag import acknowledge
from stacks.constructs.storage.table import DynamoTable

BATCH = 10
# The least that Lambda takes: a supplier's desk is no data store.
AT_ONCE = 2
TIMEOUT = Duration.seconds(60)
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig
HIDDEN = Duration.seconds(6 * 60)
# So often, once in six minutes: a supplier may be away for five hours.
TRIES = 50
# Between an event's last day in an archive or a queue and the end of what is done with it.
SLACK_DAYS = 7
NAG_SUPPRESSIONS = {
    "Serverless::Serverless-LambdaEventSourceMappingDestination": (
        "A queue's mapping has no destination: what fails stays in the queue, and ends as its dead letter."
    )
}
NOBODY = "https://supplier.invalid/orders"


@dataclass(frozen=True, kw_only=True)
class ReorderPolicy:
    """The terms of orders, by supplier, and the units from which on a person decides."""

    # Of one order, and of all orders of a product that the sales of a store's day ask for.
    most_per_order: int = 5_000
    most_a_day: int = 10_000

    # Of whom, how fast and how much at once: `lambdas/reorder/policy.py` says what each field means.
    policy: Sequence[Mapping[str, str | float]] = (
        {
            "skus": "",
            "supplier": "central-warehouse",
            "lead_days": 2,
            "safety_days": 1,
            "cover_days": 7,
            "pack": 12,
        },
    )


class ReorderWorker(Construct):
    """The worker of a queue: a message is one fall of one shelf's stock, and one purchase order at most."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        policy: ReorderPolicy,
        bus: IEventBus,
        archive_days: int,
        raw: IBucket,
        quarantine: IBucket,
        key: IKey,
        code: Code,
        layer: ILayerVersion,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = "reorder"
        self.namespace = config.namespace
        self.queue = WorkQueue(self, "Queue", visibility=HIDDEN, tries=TRIES)
        # As Powertools wants it; what is forgotten could be ordered again, so it outlives every replay.
        self.placed = DynamoTable(self, "Placed", key="id", retain=config.retain_data, expires="expiration")
        # What waits for a person, and what the person said, is kept for good; a day's sums beside it expire.
        self.held = DynamoTable(self, "Held", key="id", retain=config.retain_data, expires="expiration")
        self.function = Function(
            self,
            "Function",
            config=config,
            code=code,
            layers=[layer],
            service=self.name,
            package=f"lambdas.{self.name}",
            environment={
                **self._places(bus, raw, quarantine),
                **self._policy_environment(policy, archive_days),
                **self._supplier(scope),
            },
        )
        self._grant(bus, raw, quarantine, key)
        self.mapping = self._mapping()

    def _places(self, bus: IEventBus, raw: IBucket, quarantine: IBucket) -> dict[str, str]:
        return {
            "BUS_NAME": bus.event_bus_name,
            "CLAIMS_BUCKET": raw.bucket_name,
            "HELD_TABLE": self.held.table_name,
            "IDEMPOTENCY_TABLE": self.placed.table_name,
            "QUARANTINE_BUCKET": quarantine.bucket_name,
        }

    def _policy_environment(self, policy: ReorderPolicy, archive_days: int) -> dict[str, str]:
        window = Duration.days(max(archive_days, LONGEST.to_days()) + SLACK_DAYS)
        return {
            "CONSUMER": self.name,
            "MOST_A_DAY": str(policy.most_a_day),
            "MOST_PER_ORDER": str(policy.most_per_order),
            "ORDER_WINDOW_SECONDS": str(int(window.to_seconds())),
            "POLICY": json.dumps([dict(terms) for terms in policy.policy]),
        }

    def _supplier(self, scope: Construct) -> dict[str, str]:
        """Told at deploy: the template is the same wherever the orders go, and holds no secret."""
        url = CfnParameter(
            scope,
            "SupplierUrl",
            default=NOBODY,
            description="Where purchase orders are posted. By default nowhere: they end as dead letters.",
        )
        token = CfnParameter(
            scope,
            "SupplierToken",
            default="",
            description="The bearer token that the supplier wants, if any.",
            no_echo=True,
        )
        return {"SUPPLIER_TOKEN": token.value_as_string, "SUPPLIER_URL": url.value_as_string}

    def _grant(self, bus: IEventBus, raw: IBucket, quarantine: IBucket, key: IKey) -> None:
        role = self.function.execution_role
        # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
        grant(
            role,
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
            on=self.queue.queue_arn,
        )
        grant(
            role,
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            on=self.placed.table_arn,
        )
        grant(role, "dynamodb:GetItem", "dynamodb:PutItem", on=self.held.table_arn)
        grant(role, "events:PutEvents", on=bus.event_bus_arn)
        grant(role, "kms:Decrypt", "kms:GenerateDataKey", on=key.key_arn)
        self._grant_objects(role, raw, quarantine)

    def _grant_objects(self, role: Role, raw: IBucket, quarantine: IBucket) -> None:
        # Without it S3 answers 403 for a claim that is missing, which hides the cause.
        grant(role, "s3:ListBucket", on=raw.bucket_arn)
        grant_objects(
            role,
            "s3:GetObject",
            "s3:PutObject",
            bucket=raw,
            prefix="claims/events/",
            because="An event too large for the bus is named by its id and hash.",
        )
        grant_objects(
            role,
            "s3:PutObject",
            bucket=quarantine,
            prefix=f"{self.name}/",
            because="A refused message is named by its contents; it may only be added to the own folder.",
        )

    def _mapping(self) -> EventSourceMapping:
        mapping = EventSourceMapping(
            self,
            "Mapping",
            target=self.function,
            event_source_arn=self.queue.queue_arn,
            batch_size=BATCH,
            max_concurrency=AT_ONCE,
            report_batch_item_failures=True,
        )
        acknowledge(mapping, NAG_SUPPRESSIONS)
        return mapping
