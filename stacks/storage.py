"""The storage that must outlive everything: the buckets, their key, and the record of recoveries."""

from collections.abc import Mapping

from aws_cdk import CfnOutput, CrossStackReferences, Duration, ReferenceStrength, Stack
from aws_cdk.aws_kms import Key
from aws_cdk.aws_s3 import LifecycleRule
from constructs import Construct

from stacks.config import Config
from stacks.constructs.lifetime import removal_policy
from stacks.constructs.storage.break_glass import BreakGlassRole
from stacks.constructs.storage.bucket import AccessLogBucket, Bucket
from stacks.constructs.storage.lifecycle import expire_after, expire_replaced
from stacks.constructs.storage.raw_bucket import RawBucket
from stacks.constructs.storage.table import DynamoTable
from stacks.retention import ClassRetention

LANDING, CURATED, QUERY_RESULTS = "Landing", "Curated", "Answers"
"""The buckets that only some capabilities need."""
QUERY_RESULT_DAYS = 7
FOR_EVER = 0


class StorageStack(Stack):
    """The buckets of raw events, of what can't be applied, and those that capabilities need."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        self.retain = config.retain_data
        self.key = Key(
            self,
            "Key",
            description=f"Encrypts the events of Sluice {config.environment}",
            enable_key_rotation=True,
            removal_policy=removal_policy(retain=self.retain),
        )
        self.access_log = AccessLogBucket(self, "AccessLog", retain=self.retain)
        self.break_glass = BreakGlassRole(self, "BreakGlass", settings=config.break_glass)
        self.raw = RawBucket(
            self,
            "Raw",
            key=self.key,
            access_log=self.access_log,
            retain=self.retain,
            retention=config.retention.raw,
            break_glass=self.break_glass,
        )
        self.quarantine = self._bucket("Quarantine", retention=config.retention.quarantine)
        self.failures = self._bucket("Failures", retention=config.retention.failures)
        self._needed = {
            name: self._bucket(name, expire_after(Duration.days(days)) if days else expire_replaced())
            for name, days in _needed(config).items()
        }
        kept = [bucket for name, bucket in self._needed.items() if name != CURATED]
        self.break_glass.grant_rewrite(self.raw, self.quarantine, self.failures, *kept, key=self.key)
        if LANDING in self._needed:
            self.landing.announce_objects()
        self.recoveries = DynamoTable(self, "Recoveries", key="failure", retain=self.retain)
        for each in (self.key, self.recoveries, self.break_glass, *self._buckets()):
            CrossStackReferences.of(each).produce(ReferenceStrength.STRONG)
        self._outputs(config)

    @property
    def landing(self) -> Bucket:
        """Return the bucket of files as they were sent."""
        return self._needed[LANDING]

    @property
    def curated(self) -> Bucket:
        """Return the bucket of the tables' files."""
        return self._needed[CURATED]

    @property
    def query_results(self) -> Bucket:
        """Return the bucket of query results, each of which can be computed again."""
        return self._needed[QUERY_RESULTS]

    def _outputs(self, config: Config) -> None:
        for bucket in self._buckets():
            CfnOutput(self, f"{bucket.node.id}Bucket", value=bucket.bucket_name)
        CfnOutput(self, "BreakGlassRoleArn", value=self.break_glass.role_arn)
        # Whoever reads raw says the same of it as the consumers did.
        CfnOutput(self, "OldestDay", value=config.oldest_day.isoformat())
        CfnOutput(self, "OldestHistoryDay", value=config.oldest_history_day.isoformat())
        CfnOutput(self, "RecoveriesTable", value=self.recoveries.table_name)

    def _bucket(
        self, name: str, lifecycle: LifecycleRule | None = None, retention: ClassRetention | None = None
    ) -> Bucket:
        return Bucket(
            self,
            name,
            key=self.key,
            access_log=self.access_log,
            retain=self.retain,
            lifecycle=lifecycle,
            retention=retention,
        )

    def _buckets(self) -> tuple[Bucket, ...]:
        return (self.raw, self.quarantine, self.failures, *self._needed.values())


def _needed(config: Config) -> Mapping[str, int]:
    """Return the buckets that capabilities need; who wants one kept longest decides."""
    days: dict[str, int] = {}
    for name, kept in [pair for each in config.capabilities for pair in each.buckets.items()]:
        days[name] = max(kept, days.get(name, kept))
    return days
