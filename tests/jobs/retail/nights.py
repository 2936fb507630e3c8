"""What the scripts find around them: consumers' ledgers, what AWS counts, and where they report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from jobs.counters import Counter, delivered_records, incoming_records
from jobs.retail import close_day, curate_sales
from jobs.retail.curate import CurationSummary
from jobs.retail.day_close import CloseSummary
from lambdas.core.ledger import Ledger
from lambdas.core.ledger_row import LedgerRow
from lambdas.core.raw import hour_prefix
from tests.jobs.retail.running import FIRST, SECOND
from tests.lakes import Place, connected
from tests.lambdas.ledgers import table_properties
from twin.services.buses import accepted

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient

LEDGERS = ("inventory", "loyalty")
DAYS = ("--FROM", f"{FIRST}", "--TO", f"{SECOND}")


def hours_ago(hours: float) -> str:
    """Where Firehose writes what arrived then."""
    return hour_prefix(datetime.now(UTC) - timedelta(hours=hours)).rstrip("/")


@dataclass
class Night:
    """A place with two ledgers and its counters; every name is the place's own."""

    place: Place

    def open_ledgers(self) -> None:
        """Create the consumers' tables, as the template has them."""
        dynamodb = self._client("dynamodb")
        for name in LEDGERS:
            dynamodb.create_table(TableName=f"{self.place.name}-{name}", **table_properties("inventory"))

    def arguments(self, *more: str) -> list[str]:
        """What the deployed jobs are given, and Glue's own."""
        name = self.place.name
        given = {
            "JOB_NAME": "night",
            "RAW_BUCKET": name,
            "OLDEST_DAY": "2017-01-01",
            "OLDEST_HISTORY_DAY": "2010-01-01",
            "DATABASE": name,
            "STREAM": name,
            "DELIVERY_STREAM": name,
            "LEDGERS": ",".join(f"{ledger}={name}-{ledger}" for ledger in LEDGERS),
            "SETTLE_MINUTES": "20",
            "METRICS_NAMESPACE": name,
            "BUS": name,
        }
        return [word for option, value in given.items() for word in (f"--{option}", value)] + [*more]

    def curate(self, *more: str) -> CurationSummary:
        """Run the script."""
        return curate_sales.main(self.arguments(*more), self.place.lake())

    def close(self, *more: str) -> CloseSummary:
        """Run the script."""
        return close_day.main(self.arguments(*more), self.place.lake())

    def applied(self, *sale_ids: str, ledgers: Sequence[str] = LEDGERS) -> None:
        """Let consumers apply sales."""
        for name in ledgers:
            keys = (sale_id.split("/", 1) for sale_id in sale_ids)
            rows = [LedgerRow(store, entry, b"x" * 16, {}) for store, entry in keys]
            Ledger(self._client("dynamodb"), f"{self.place.name}-{name}").insert(rows)

    def took(self, records: int, ago: timedelta = timedelta(hours=1)) -> None:
        """Let the stream count records."""
        self._count(incoming_records(self.place.name), records, ago)

    def delivered(self, records: int, ago: timedelta = timedelta(hours=1)) -> None:
        """Let Firehose count records."""
        self._count(delivered_records(self.place.name), records, ago)

    def published(self, metric: str) -> list[float]:
        """What the jobs have counted, a value a run."""
        now = datetime.now(UTC)
        found = self._cloudwatch.get_metric_statistics(
            Namespace=self.place.name,
            MetricName=metric,
            Dimensions=[{"Name": "service", "Value": "lake"}],
            StartTime=now - timedelta(hours=1),
            EndTime=now + timedelta(hours=1),
            Period=7_200,
            Statistics=["Sum", "SampleCount"],
        )
        return [each["Sum"] for each in found["Datapoints"]]

    def told(self) -> list[dict[str, Any]]:
        """What the bus has taken, in order."""
        return [event["detail"] for event in accepted(self.place.emulator.endpoint, self.place.name, 0)]

    def _count(self, counter: Counter, records: int, ago: timedelta) -> None:
        self._cloudwatch.put_metric_data(
            Namespace=counter.namespace,
            MetricData=[
                {
                    "MetricName": counter.metric,
                    "Dimensions": [{"Name": counter.dimension, "Value": counter.resource}],
                    "Timestamp": datetime.now(UTC) - ago,
                    "Value": records,
                }
            ],
        )

    @property
    def _cloudwatch(self) -> "CloudWatchClient":
        client: CloudWatchClient = self._client("cloudwatch")
        return client

    def _client(self, service: str) -> Any:
        return connected(service, self.place.emulator.endpoint)
