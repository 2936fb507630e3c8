"""What must outlive everything: the buckets, and the key that encrypts what they hold."""

from aws_cdk import CfnOutput, CrossStackReferences, Duration, ReferenceStrength, Stack
from aws_cdk.aws_kms import Key
from aws_cdk.aws_s3 import LifecycleRule
from constructs import Construct

from stacks.config import Config
from stacks.constructs.bucket import AccessLogBucket, Bucket
from stacks.constructs.lifecycle import gone_after, rewritten
from stacks.constructs.lifetime import removal_policy
from stacks.constructs.raw_bucket import RawBucket

ASK_AGAIN_AFTER = Duration.days(7)


class StorageStack(Stack):
    """Raw sales for good, and around them files of stores, tables, answers, and what can't be applied."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        self.retain = config.retain_data
        self.key = Key(
            self,
            "Key",
            description=f"Encrypts the sales of Sluice {config.environment}",
            enable_key_rotation=True,
            removal_policy=removal_policy(retain=self.retain),
        )
        self.access_log = AccessLogBucket(self, "AccessLog", retain=self.retain)
        self.landing = self._bucket("Landing", gone_after(Duration.days(config.landing_days)))
        self.landing.announce_objects()
        self.raw = RawBucket(self, "Raw", key=self.key, access_log=self.access_log, retain=self.retain)
        self.curated = self._bucket("Curated", rewritten())
        self.answers = self._bucket("Answers", gone_after(ASK_AGAIN_AFTER))
        self.quarantine = self._bucket("Quarantine")
        self.failures = self._bucket("Failures")
        CrossStackReferences.of(self.key).produce(ReferenceStrength.STRONG)
        for bucket in self._buckets():
            CrossStackReferences.of(bucket).produce(ReferenceStrength.STRONG)
            CfnOutput(self, f"{bucket.node.id}Bucket", value=bucket.bucket_name)

    def _bucket(self, name: str, lifecycle: LifecycleRule | None = None) -> Bucket:
        return Bucket(
            self,
            name,
            key=self.key,
            access_log=self.access_log,
            retain=self.retain,
            lifecycle=lifecycle,
        )

    def _buckets(self) -> tuple[Bucket, ...]:
        return (self.landing, self.raw, self.curated, self.answers, self.quarantine, self.failures)
