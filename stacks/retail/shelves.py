"""The stock of each shelf, and the orders that follow when it runs low."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import CfnOutput, CrossStackReferences, ReferenceStrength
from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from domain import CONSUMERS
from stacks.alarms.alarm_spec import AlarmSpec
from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.config import Config, ConfigError, check_ranges
from stacks.constructs.functions.code import code
from stacks.constructs.grant import grant
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.messages.subscription import Subscription
from stacks.constructs.operators.grants import grant_return_letters
from stacks.constructs.stream.consumer import ConsumerDependencies
from stacks.consumers import ConsumersSettings, ConsumersStack, collect_dependencies
from stacks.events import EventsSettings, EventsStack
from stacks.graphs import MetricGraph
from stacks.metrics import graph_decisions
from stacks.ranges import MAPPING, Range
from stacks.retail.alarms import shelves as alarms
from stacks.retail.constructs.reorder import ReorderPolicy, ReorderWorker
from stacks.retail.constructs.shelves import ShelfRules, Shelves

# Shown by the commands before a replay of events to the rule.
ORDERING = "Orders of the supplier what runs low; what was ordered before is known, and not ordered again"


@dataclass(frozen=True, kw_only=True)
class ShelvesSettings(ShelfRules, ReorderPolicy, Capability):
    """The capability: shelves that follow a ledger, and purchase orders of what runs low."""

    name: ClassVar[str] = "Shelves"
    needs: ClassVar[tuple[type[Capability], ...]] = (EventsSettings, ConsumersSettings)

    @property
    def functions(self) -> int:
        """Return the one that projects the ledger, and the one that orders."""
        return 2

    def check(self, config: Config) -> None:
        """Raise ConfigError for a window that AWS does not take, and where no consumer keeps the ledger."""
        check_ranges(self, [Range(field="window_seconds", least=0, most=300, source=MAPPING)], of="shelves.")
        check_limits(self)
        [followed] = [spec.name for spec in CONSUMERS if spec.followed]
        consumers = config.find(ConsumersSettings)
        if consumers and followed not in consumers.only:
            limit = f"add {followed}, whose ledger the shelves follow"
            raise ConfigError("consumers.only", ", ".join(consumers.only), limit)

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the stack."""
        return ShelvesStack(scope, construct_id, settings=self, foundation=foundation)


def check_limits(policy: ReorderPolicy) -> None:
    """Raise ConfigError for limits under which nothing could ever be ordered, or that never counts."""
    if policy.most_per_order < 1:
        raise ConfigError("shelves.most_per_order", policy.most_per_order, "an order has at least one unit")
    if policy.most_a_day < policy.most_per_order:
        limit = f"an order may have {policy.most_per_order}: set it to that at least"
        raise ConfigError("shelves.most_a_day", policy.most_a_day, limit)


class ShelvesStack(CapabilityStack):
    """The shelves follow the stock's ledger, and low stock becomes a purchase order."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: ShelvesSettings, foundation: Foundation
    ) -> None:
        super().__init__(scope, construct_id)
        # Of the ledger that it follows; the lake, which only looks at it, may lose it.
        CrossStackReferences.of(self).consume(ReferenceStrength.STRONG)
        self._environment = foundation.config.environment
        events = foundation.require(EventsStack)
        dependencies = collect_dependencies(self, foundation)
        self.shelves = Shelves(
            self,
            "shelves",
            config=foundation.config,
            dependencies=dependencies,
            of=foundation.require(ConsumersStack).followed_ledger(),
            bus=events.bus,
            rules=settings,
        )
        self.reorder = self._reorder(settings, foundation.config, events, dependencies)
        self.undelivered = DeadLetters(self, "UndeliveredOrders")
        self.subscription = Subscription(
            self,
            "Orders",
            bus=events.bus,
            detail_type="StockLow",
            effect=ORDERING,
            queue=self.reorder.queue,
            dead_letters=self.undelivered,
        )
        CfnOutput(self, "ShelvesTable", value=self.shelves.table.table_name)
        CfnOutput(self, "HeldOrdersTable", value=self.reorder.held.table_name)
        CfnOutput(self, "OrdersQueue", value=self.reorder.queue.queue_url)

    def _reorder(
        self,
        settings: ShelvesSettings,
        config: Config,
        events: EventsStack,
        dependencies: ConsumerDependencies,
    ) -> ReorderWorker:
        return ReorderWorker(
            self,
            "Reorder",
            config=config,
            policy=settings,
            bus=events.bus,
            archive_days=events.archive_days,
            raw=dependencies.raw,
            quarantine=dependencies.quarantine,
            key=dependencies.key,
            code=code(),
            layer=dependencies.layer,
        )

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return the alarms of this stack."""
        return alarms.define_alarms(self)

    def graphs(self) -> Mapping[str, Sequence[MetricGraph]]:
        """Return what was decided."""
        return graph_decisions({"StockLow": self.shelves, "OrdersPlaced": self.reorder})

    def letters(self) -> Iterable[IQueue]:
        """Return the queues of what was not delivered and not ordered."""
        return (self.undelivered, self.reorder.queue.dead_letters)

    def grant_look(self, policy: ManagedPolicy) -> None:
        """Let operators read the shelves and the held orders, and follow replays to the rule."""
        table = self.shelves.table.table_arn
        grant(policy, "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", on=table)
        grant(policy, "dynamodb:GetItem", "dynamodb:Scan", on=self.reorder.held.table_arn)
        self.subscription.grant_look(policy, self._environment)

    def grant_mend(self, policy: ManagedPolicy) -> None:
        """Let operators count shelves anew, decide held orders, return dead letters, and start replays."""
        table = self.shelves.table.table_arn
        grant(policy, "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate", on=table)
        grant(policy, "lambda:InvokeFunction", on=self.shelves.function.function_arn)
        grant(policy, "dynamodb:PutItem", on=self.reorder.held.table_arn)
        queue = self.reorder.queue
        grant_return_letters(policy, self.undelivered, queue.dead_letters, to=queue)
        self.subscription.grant_mend(policy, self._environment)
