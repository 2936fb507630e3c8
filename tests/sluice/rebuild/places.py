"""Where rebuilds happen in this process."""

from typing import TYPE_CHECKING, Any

from sluice.rebuild.target import RebuildTarget
from sluice.replay import place as replays
from sluice.replay.ledgers import Ledgers
from sluice.replay.place import ReplayClients
from tests.lambdas.sales import BOUNDS
from tests.sluice.rebuild.machine import ARN, LEDGERS, MANIFEST, RAW, REPLAYS, Machine

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

FAILURES = "failures"


class Firehose:
    """Holds sales back for a minute at most."""

    def describe_delivery_stream(self, **_: object) -> dict[str, Any]:
        hints = {"BufferingHints": {"IntervalInSeconds": 60}}
        return {"DeliveryStreamDescription": {"Destinations": [{"ExtendedS3DestinationDescription": hints}]}}


def place(dynamodb: "DynamoDBClient", s3: "S3Client", machine: Machine) -> RebuildTarget:
    """A rebuild asks neither the bus nor the stream."""
    nobody: Any = None
    ask = ReplayClients(
        dynamodb=dynamodb,
        events=nobody,
        firehose=Firehose(),
        kinesis=nobody,
        s3=s3,
        stepfunctions=machine,
    )
    within = replays.ReplayTarget(
        name="dev",
        ask=ask,
        bounds=BOUNDS,
        bus="bus",
        delivery="archive",
        machine=ARN,
        manifest=MANIFEST,
        raw=RAW,
        replays=REPLAYS,
        stream="sales",
        ledgers=Ledgers(dynamodb, LEDGERS),
        consumers=tuple(LEDGERS),
    )
    return RebuildTarget(replays=within, failures=FAILURES)
