"""Makes API adapters for tests."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from lambdas.core.adapters.admission import Admission
from lambdas.core.api_source.api import Api
from lambdas.core.api_source.checkpoints import ApiCheckpoint, ApiCheckpoints
from lambdas.core.api_source.client import ApiClient
from lambdas.core.api_source.source import PagedSource, RunReport
from lambdas.core.quarantine import Quarantine
from lambdas.core.replay.kinesis_writer import KinesisWriter
from tests import emulated
from tests.lambdas.core.replay.shards import Shards
from tests.lambdas.objects import Objects
from tests.lambdas.sales import BOUNDS, QUARANTINE

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

TABLE = "checkpoints"
NOW = datetime(2017, 3, 1, 14, 4, tzinfo=UTC)
LONG = 1_000_000
API = Api(name="web-shop", page_events=3, page_seconds=5, page_bytes=10_000)


def create_checkpoints(dynamodb: "DynamoDBClient") -> "DynamoDBClient":
    """Make the table that the stack makes."""
    dynamodb.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "source", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "source", "KeyType": "HASH"}],
    )
    return dynamodb


@dataclass
class ApiAdapter:
    """What an adapter is connected to; `pauses` are those that it made."""

    url: str
    dynamodb: "DynamoDBClient"
    api: Api = API
    token: str | None = "secret"
    now: datetime = NOW
    shards: Shards = field(default_factory=Shards)
    objects: Objects = field(default_factory=Objects)
    pauses: list[float] = field(default_factory=list)

    def run(self, remaining_ms: Any = lambda: LONG) -> RunReport:
        """Run once, as a new process does."""
        return PagedSource(
            client=self.client,
            checkpoints=self.checkpoints,
            admission=Admission(BOUNDS.oldest_day),
            stream=KinesisWriter(emulated.client("kinesis", self.shards), "sales", lambda _: None),
            quarantine=Quarantine(cast("S3Client", self.objects), QUARANTINE, "api_source"),
            now=lambda: self.now,
        ).run(remaining_ms)

    @property
    def client(self) -> ApiClient:
        """The client alone."""
        return ApiClient(self.api, self.url, self.token, sleep=self.pauses.append)

    @property
    def checkpoints(self) -> ApiCheckpoints:
        """Where it reads on from."""
        return ApiCheckpoints(self.dynamodb, TABLE, self.api.name)

    @property
    def checkpoint(self) -> ApiCheckpoint:
        """Where it is."""
        return self.checkpoints.read(self.now)

    @property
    def on_stream(self) -> list[bytes]:
        """What the stream has, in its order."""
        return [data for _, data in self.shards.taken]
