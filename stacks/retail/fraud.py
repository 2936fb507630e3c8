"""The screening of every sale within a second, and the cases that people look at."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import CfnOutput, Duration
from aws_cdk.aws_iam import ManagedPolicy
from constructs import Construct

from stacks.alarms import consumer as consumer_alarms
from stacks.alarms.alarm_spec import AlarmSpec
from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.config import Config, ConfigError, check_ranges
from stacks.constructs.grant import grant
from stacks.constructs.hash_keys import HashKeys
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.messages.queue import WorkQueue
from stacks.constructs.messages.subscription import Subscription
from stacks.constructs.operators.grants import grant_read_letters, grant_return_letters
from stacks.constructs.stream.consumer import Consumer
from stacks.consumers import collect_dependencies
from stacks.events import EventsSettings, EventsStack
from stacks.graphs import MetricGraph
from stacks.metrics import graph_decisions
from stacks.profiles import DECISION
from stacks.ranges import Range
from stacks.retail.alarms import fraud as alarms
from stacks.retail.constructs.fraud_consumer import MOVE, FraudConsumer, FraudRules

# Somebody looks at a case and takes it off the queue, or leaves it for a colleague.
CASE_TIME = Duration.minutes(15)
CASE_TRIES = 5

# An account that is new is looked for under each: as many as one read of 50 sales' accounts may hold beside.
MOST_KEYS = 14
KEY_DAYS = Range(
    field="hash_key_days",
    least=1,
    most=1_000,
    source="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html",
)

# Shown by the commands before a replay of events to the rule.
SUSPECTING = (
    "Makes a case of each suspicion; one that was closed before is a case again, under the same event id"
)


@dataclass(frozen=True, kw_only=True)
class FraudSettings(FraudRules, Capability):
    """The capability: suspicions within a second, on the bus and in a queue of cases."""

    name: ClassVar[str] = "Fraud"
    needs: ClassVar[tuple[type[Capability], ...]] = (EventsSettings,)

    @property
    def functions(self) -> int:
        """Return the one that screens, and the one that renews keys."""
        return 2

    def check(self, config: Config) -> None:  # noqa: ARG002 (the capability's)
        """Raise ConfigError for days that Secrets Manager does not take, or that make a ring of keys long."""
        check_ranges(self, [KEY_DAYS], of="fraud.")
        if self.kept_days > MOST_KEYS * self.hash_key_days:
            limit = f"of {self.kept_days} days that an account lives at most {MOST_KEYS} keys are kept"
            raise ConfigError("fraud.hash_key_days", self.hash_key_days, limit)

    def lanes(self, config: Config) -> int:  # noqa: ARG002 (the capability's)
        """Return the lanes of a decision, whatever the profile."""
        return DECISION.parallelization

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the stack."""
        return FraudStack(scope, construct_id, rules=self, foundation=foundation)


class FraudStack(CapabilityStack):
    """The consumer that screens, and the queue of cases; others may subscribe besides."""

    def __init__(
        self, scope: Construct, construct_id: str, *, rules: FraudRules, foundation: Foundation
    ) -> None:
        super().__init__(scope, construct_id)
        self.config, bus = foundation.config, foundation.require(EventsStack).bus
        dependencies = collect_dependencies(self, foundation)
        self.hash_keys = HashKeys(
            self,
            "HashKeys",
            config=self.config,
            code=dependencies.code,
            layer=dependencies.layer,
            key=dependencies.key,
            days=rules.hash_key_days,
            kept_days=rules.kept_days,
        )
        self.consumer = FraudConsumer(
            self,
            "fraud",
            config=self.config,
            dependencies=dependencies,
            bus=bus,
            rules=rules,
            hash_keys=self.hash_keys,
        )
        self.undelivered = DeadLetters(self, "UndeliveredSuspicions")
        self.cases = WorkQueue(self, "Cases", visibility=CASE_TIME, tries=CASE_TRIES)
        self.subscription = Subscription(
            self,
            "Suspicions",
            bus=bus,
            detail_type="FraudSuspected",
            effect=SUSPECTING,
            queue=self.cases,
            dead_letters=self.undelivered,
        )
        CfnOutput(self, "AccountsTable", value=self.consumer.table.table_name)
        CfnOutput(self, "HashKeysSecret", value=self.hash_keys.secret_arn)
        CfnOutput(self, "Thresholds", value=json.dumps(dict(rules.thresholds)))
        CfnOutput(self, "CasesQueue", value=self.cases.queue_url)
        CfnOutput(self, "StreamConsumers", value=self.consumer.name)

    def stream_consumers(self) -> Iterable[Consumer]:
        """Return who screens."""
        return (self.consumer,)

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return the alarms of this stack."""
        yield from consumer_alarms.define_alarms(self.config, self.consumer)
        yield from alarms.define_alarms(self)

    def graphs(self) -> Mapping[str, Sequence[MetricGraph]]:
        """Return what it adds to the stream's row, and a row of its own."""
        decided = graph_decisions({"FraudSuspected": self.consumer})
        return {**consumer_alarms.define_graphs([self.consumer]), **decided}

    def grant_look(self, policy: ManagedPolicy) -> None:
        """Let operators read dead letters, and follow replays to the rule."""
        grant_read_letters(policy, self.undelivered, self.cases.dead_letters)
        self.subscription.grant_look(policy, self.config.environment)

    def grant_mend(self, policy: ManagedPolicy) -> None:
        """Let operators make accounts again, put dead letters back, and start replays to the rule.

        What is remembered of people is read by nobody who only looks.
        """
        swap = ("dynamodb:PartiQLInsert", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate")
        grant(policy, *swap, *MOVE, on=self.consumer.table.table_arn)
        self.hash_keys.grant_mend(policy)
        grant_return_letters(policy, self.undelivered, self.cases.dead_letters, to=self.cases)
        self.subscription.grant_mend(policy, self.config.environment)

    def grant_break_glass(self, policy: ManagedPolicy) -> None:
        """Let the role delete what is remembered of one person, and say until when it can be restored."""
        change = ("dynamodb:DeleteItem", "dynamodb:DescribeContinuousBackups")
        grant(policy, *change, on=self.consumer.table.table_arn)
        self.hash_keys.grant_mend(policy)
