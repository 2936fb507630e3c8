"""The webhook's function over a table and buckets in this process, and a receiver on loopback."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools.utilities.batch import process_partial_response

from contracts.alert_spec import AlertPayload, AlertSpec
from domain.sale import Sale
from lambdas.core.batch_report import BatchReport
from lambdas.core.claims import Claims
from lambdas.core.consumer import EventConsumer
from lambdas.core.outbound.client import OutboundClient
from lambdas.core.outbound.endpoint import HttpEndpoint
from lambdas.core.quarantine import Quarantine
from lambdas.core.webhook.webhook import ALERTS_A_CALL, Alert, Webhook, build_alert
from tests import emulated
from tests.lambdas import idempotency
from tests.lambdas.deliveries import unheard
from tests.lambdas.receivers import Receiver
from tests.lambdas.reorder.shops import Invocation
from tests.lambdas.sales import BOUNDS, CLAIMS, QUARANTINE, encoded, event, sale

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

TABLE = "posted"
WINDOW_SECONDS = 1_000_000
NO_FAILURES: dict[str, Any] = {"batchItemFailures": []}


def large(sold: Sale) -> AlertPayload | None:
    """Tell of a sale of a hundred dollars or more."""
    return {"sale": sold.sale_id, "cents": sold.net_cents} if sold.net_cents >= 10_000 else None


def large_sale(sequence: int, cents: int = 12_000) -> dict[str, Any]:
    """Make a sale that is told of."""
    return sale(sequence, lines=[{"sku": "1", "quantity": 1, "total_cents": cents}])


LARGE = encoded(large_sale(1))
LARGE_ID = large_sale(1)["sale_id"]
SMALL = encoded(sale(2))
SAID = {"sale": LARGE_ID, "cents": 12_000}


@dataclass
class AlertFunction:
    """The function and everything around it."""

    receiver: Receiver
    words: Callable[[Sale], AlertPayload | None] = large

    def __post_init__(self) -> None:
        self.dynamodb: DynamoDBClient = emulated.dynamodb()
        self.s3: S3Client = emulated.s3()
        self.pauses: list[float] = []
        self.dynamodb.create_table(
            TableName=TABLE,
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        for bucket in (CLAIMS, QUARANTINE):
            self.s3.create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
            )
        self.start_another()

    def start_another(self) -> None:
        """Start another environment of the function."""
        client = OutboundClient(HttpEndpoint(self.receiver.url), pause=lambda _: None)
        self.webhook = Webhook(client, self.dynamodb, TABLE, WINDOW_SECONDS, self._pause)
        self.processor: EventConsumer[Alert | None] = EventConsumer(
            self.webhook.apply,
            ALERTS_A_CALL,
            Claims(self.s3, CLAIMS),
            Quarantine(self.s3, QUARANTINE, "webhook"),
            unheard,
            BOUNDS,
        )

    def deliver(self, *payloads: bytes, milliseconds: int = 60_000) -> dict[str, Any]:
        """Invoke the function with a batch, and return its answer."""
        context = cast("LambdaContext", Invocation(milliseconds))
        self.webhook.begin_invocation(context)
        handler = self._handle
        return dict(process_partial_response(event(payloads), handler, self.processor, context))

    @property
    def report(self) -> BatchReport:
        """What the processor reported last."""
        return self.processor.report

    def records(self) -> list[dict[str, Any]]:
        """The idempotency records."""
        return idempotency.list_records(self.dynamodb, TABLE)

    def let_time_pass(self) -> None:
        """Let every invocation so far be over for longer than it could last."""
        idempotency.let_time_pass(self.dynamodb, TABLE)

    def _handle(self, sold: Sale, data: bytes) -> Alert | None:
        return build_alert(AlertSpec(nouns="large sales", payload=self.words), sold, data)

    def _pause(self, seconds: float) -> None:
        """Pause as long as it takes for what was begun to expire."""
        self.pauses.append(seconds)
        self.let_time_pass()
