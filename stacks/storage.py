"""What must outlive everything: the buckets, and the key that encrypts what they hold."""

from aws_cdk import CfnOutput, CrossStackReferences, ReferenceStrength, RemovalPolicy, Stack
from aws_cdk.aws_kms import Key
from constructs import Construct

from stacks.config import Config
from stacks.constructs.bucket import AccessLogBucket, Bucket
from stacks.constructs.raw_bucket import RawBucket


class StorageStack(Stack):
    """Raw sales for good, sales that can't be applied, and batches that failed too often."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        retain = config.retain_data
        self.key = Key(
            self,
            "Key",
            description=f"Encrypts the sales of Sluice {config.environment}",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN if retain else RemovalPolicy.DESTROY,
        )
        self.access_log = AccessLogBucket(self, "AccessLog", retain=retain)
        self.raw = RawBucket(self, "Raw", key=self.key, access_log=self.access_log, retain=retain)
        self.quarantine = Bucket(self, "Quarantine", key=self.key, access_log=self.access_log, retain=retain)
        self.failures = Bucket(self, "Failures", key=self.key, access_log=self.access_log, retain=retain)
        for kept in (self.key, self.raw, self.quarantine, self.failures):
            CrossStackReferences.of(kept).produce(ReferenceStrength.STRONG)
        CfnOutput(self, "RawBucket", value=self.raw.bucket_name)
        CfnOutput(self, "QuarantineBucket", value=self.quarantine.bucket_name)
        CfnOutput(self, "FailuresBucket", value=self.failures.bucket_name)
