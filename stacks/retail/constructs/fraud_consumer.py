"""The consumer that decides within a second."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from aws_cdk import Duration
from aws_cdk.aws_events import IEventBus
from aws_cdk.aws_kinesis import CfnStreamConsumer
from constructs import Construct

from stacks.config import Config
from stacks.constructs.grant import grant
from stacks.constructs.hash_keys import HashKeys
from stacks.constructs.messages.bus import grant_publish
from stacks.constructs.storage.table import DynamoTable
from stacks.constructs.stream.consumer import Consumer, ConsumerDependencies
from stacks.profiles import DECISION

# What a transaction takes that gives an account another name.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
MOVE = ("dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem")
# The same as in `lambdas/fraud/thresholds.py`.
REMEMBERED_DAYS = 400
# "within a few days of their expiration": https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
EXPIRED_WITHIN_DAYS = 5


@dataclass(frozen=True, kw_only=True)
class FraudRules:
    """The thresholds of a suspicion, and how long the names of accounts are hashed by the same key."""

    # What differs from the thresholds of `lambdas/fraud/thresholds.py`.
    thresholds: Mapping[str, int] = field(default_factory=dict)
    hash_key_days: int = 90

    @property
    def kept_days(self) -> int:
        """Return how long an account may lie under a name after it was last written under it."""
        return self.thresholds.get("remembered_days", REMEMBERED_DAYS) + EXPIRED_WITHIN_DAYS


class FraudConsumer(Consumer):
    """A consumer with a fan-out of its own: no other reader, and no window, delays it."""

    late = Duration.minutes(1)

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        config: Config,
        dependencies: ConsumerDependencies,
        bus: IEventBus,
        rules: FraudRules,
        hash_keys: HashKeys,
    ) -> None:
        fan_out = CfnStreamConsumer(
            scope, "FanOut", consumer_name=name, stream_arn=dependencies.stream.stream_arn
        )
        arn = fan_out.attr_consumer_arn
        super().__init__(
            scope, name, config=config, dependencies=dependencies, profile=DECISION, source_arn=arn
        )
        self.table = DynamoTable(
            self, "Accounts", key="account", retain=config.retain_data, expires="expires"
        )
        self.function.add_environment("HASH_KEYS_SECRET", hash_keys.secret_arn)
        self.function.add_environment("ACCOUNTS_TABLE", self.table.table_name)
        self.function.add_environment("BUS_NAME", bus.event_bus_name)
        self.function.add_environment("THRESHOLDS", json.dumps(dict(rules.thresholds)))
        self._grant_screening(dependencies, bus, arn)
        hash_keys.grant_read(self.function.execution_role)

    def _grant_screening(self, dependencies: ConsumerDependencies, bus: IEventBus, fan_out_arn: str) -> None:
        role = self.function.execution_role
        grant(role, "kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard", on=fan_out_arn)
        grant(
            role,
            "dynamodb:BatchGetItem",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
            *MOVE,
            on=self.table.table_arn,
        )
        grant_publish(role, bus, dependencies.raw)
