"""The reorder function over a table, buckets and a bus in this process, and a supplier on loopback."""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from lambdas.core.bus import Bus
from lambdas.core.claims import Claims
from lambdas.core.message_quarantine import MessageQuarantine
from lambdas.core.outbound.client import OutboundClient
from lambdas.core.outbound.endpoint import HttpEndpoint
from lambdas.reorder.held_orders import HeldOrders
from lambdas.reorder.order_limit import OrderLimit
from lambdas.reorder.orders import Orders
from lambdas.reorder.policy import parse_policy
from lambdas.reorder.queue_consumer import QueueConsumer, QueueReport
from lambdas.reorder.reorder import Reorder
from tests import emulated
from tests.lambdas import idempotency
from tests.lambdas.buses import EventBus
from tests.lambdas.ledgers import table_properties
from tests.lambdas.receivers import Receiver
from tests.lambdas.sales import CLAIMS, QUARANTINE
from tests.lambdas.told import messages
from tests.synthesis import resources

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_events import EventBridgeClient
    from types_boto3_s3 import S3Client

HANDLER = "lambdas.reorder.handler.lambda_handler"
TABLE = "idempotency_table"
HELD = "held_table"
TERMS = (
    '[{"skus": "", "supplier": "wholesale", "lead_days": 2, "safety_days": 1, "cover_days": 7, "pack": 6}]'
)


def variables() -> dict[str, str]:
    """The function's environment as the template gives it, each reference replaced by a name."""
    for each in resources("dev", "AWS::Lambda::Function"):
        told = each["Properties"]["Environment"]["Variables"]
        if each["Properties"]["Handler"] == HANDLER:
            return {name: value if isinstance(value, str) else name.lower() for name, value in told.items()}
    raise LookupError(HANDLER)


class Invocation:
    """What Lambda tells of an invocation, its end a while from now."""

    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "test"

    def __init__(self, milliseconds: int = 60_000) -> None:
        self._end = time.monotonic() + milliseconds / 1000

    def get_remaining_time_in_millis(self) -> int:
        """At least 0."""
        return max(0, int((self._end - time.monotonic()) * 1000))


@dataclass
class Shop:
    """The function and everything around it."""

    supplier: Receiver
    bus: EventBus = field(default_factory=EventBus)
    window_seconds: int = field(default_factory=lambda: int(variables()["ORDER_WINDOW_SECONDS"]))

    most: tuple[int, int] = (100, 150)
    """Units of an order, and of a product and store in a day."""

    def __post_init__(self) -> None:
        self.dynamodb: DynamoDBClient = emulated.dynamodb()
        self.s3: S3Client = emulated.s3()
        self.events: EventBridgeClient = self.bus.client()
        self.dynamodb.create_table(TableName=TABLE, **table_properties("reorder", "IDEMPOTENCY_TABLE"))
        self.dynamodb.create_table(TableName=HELD, **table_properties("reorder", "HELD_TABLE"))
        self.held = HeldOrders(self.dynamodb, HELD)
        for bucket in (CLAIMS, QUARANTINE):
            self.s3.create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
            )
        self.consumer = self.another()

    def another(self) -> QueueConsumer:
        """Start another environment of the function."""
        desk = OutboundClient(HttpEndpoint(self.supplier.url), pause=lambda _: None)
        reorder = Reorder(
            policy=parse_policy(TERMS),
            orders=Orders(
                desk,
                self.dynamodb,
                TABLE,
                self.window_seconds,
                limit=OrderLimit(self.dynamodb, HELD, self.window_seconds, *self.most),
                held=self.held,
            ),
            bus=Bus(self.events, "events", self.s3, CLAIMS, pause=lambda _: None),
            claims=Claims(self.s3, CLAIMS),
            quarantine=MessageQuarantine(self.s3, QUARANTINE, "reorder"),
        )
        return QueueConsumer(reorder)

    def deliver(self, *bodies: bytes, milliseconds: int = 60_000) -> QueueReport:
        """Invoke the function with a batch."""
        invocation = cast("LambdaContext", Invocation(milliseconds))
        return self.consumer.handle(messages(*bodies), invocation)

    def records(self) -> list[dict[str, Any]]:
        """The idempotency records."""
        return idempotency.list_records(self.dynamodb, TABLE)

    def let_time_pass(self) -> None:
        """Let every invocation so far be over for longer than it could last."""
        idempotency.let_time_pass(self.dynamodb, TABLE)

    def quarantined(self) -> dict[str, bytes]:
        """What lies in quarantine, by key."""
        kept = self.s3.list_objects_v2(Bucket=QUARANTINE).get("Contents", [])
        read = self.s3.get_object
        return {each["Key"]: read(Bucket=QUARANTINE, Key=each["Key"])["Body"].read() for each in kept}
