"""What is rare and means something: the bus, who takes from it, and the orders that follow."""

from aws_cdk import CfnOutput, CrossStackReferences, Duration, ReferenceStrength, Stack
from constructs import Construct

from stacks.config import Config
from stacks.constructs.bus import Bus
from stacks.constructs.code import Layer, code
from stacks.constructs.dead_letters import DeadLetters
from stacks.constructs.queue import WorkQueue
from stacks.constructs.reorder import Reorder
from stacks.constructs.subscription import Subscription
from stacks.storage import StorageStack

# Somebody looks at a case and takes it off the queue, or leaves it for a colleague.
CASE_TIME = Duration.minutes(15)
CASE_TRIES = 5

# What the commands tell whoever is about to replay events to a rule.
ORDERING = "Orders of the supplier what runs low; what was ordered before is known, and not ordered again"
SUSPECTING = (
    "Makes a case of each suspicion; one that was closed before is a case again, under the same event id"
)


class EventsStack(Stack):
    """Low stock becomes a purchase order, a suspicion becomes a case; whoever wants may subscribe besides."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config, storage: StorageStack) -> None:
        super().__init__(scope, construct_id)
        self.bus = Bus(self, "Bus", config=config)
        CrossStackReferences.of(self.bus).produce(ReferenceStrength.STRONG)
        self.dead_letters = DeadLetters(self, "UndeliveredEvents")
        self.reorder = Reorder(
            self,
            "Reorder",
            config=config,
            bus=self.bus,
            raw=storage.raw,
            quarantine=storage.quarantine,
            key=storage.key,
            code=code(),
            layer=Layer(self, "Dependencies"),
        )
        self.cases = WorkQueue(self, "Cases", visibility=CASE_TIME, tries=CASE_TRIES)
        self.subscriptions = [
            self._subscribe("Orders", "StockLow", self.reorder.queue, ORDERING),
            self._subscribe("Suspicions", "FraudSuspected", self.cases, SUSPECTING),
        ]
        CfnOutput(self, "BusName", value=self.bus.event_bus_name)
        CfnOutput(self, "BusArchive", value=self.bus.archived.archive_name)
        CfnOutput(self, "CasesQueue", value=self.cases.queue_url)

    def _subscribe(self, name: str, detail_type: str, queue: WorkQueue, effect: str) -> Subscription:
        return Subscription(
            self,
            name,
            bus=self.bus,
            detail_type=detail_type,
            effect=effect,
            queue=queue,
            dead_letters=self.dead_letters,
        )
