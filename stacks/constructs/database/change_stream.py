"""The stream of a database's changes."""

from aws_cdk import Duration
from aws_cdk.aws_kinesis import Stream, StreamEncryption, StreamMode
from aws_cdk.aws_kms import IKey
from constructs import Construct

from stacks.constructs.lifetime import removal_policy
from stacks.constructs.nag import acknowledge

OWN_KEY = "Reading changes takes a permission on the house key; AWS's key opens to whoever reads a stream."


class ChangeStream(Stream):
    """A stream of their own: changes of tables are no events, and a load would hold the events up.

    Without a number of shards it scales itself.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: IKey,
        retain: bool,
        retention: Duration,
        shards: int | None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            encryption=StreamEncryption.KMS,
            encryption_key=key,
            removal_policy=removal_policy(retain=retain),
            retention_period=retention,
            shard_count=shards,
            stream_mode=StreamMode.PROVISIONED if shards else StreamMode.ON_DEMAND,
        )
        acknowledge(self, {"AwsSolutions::AwsSolutions-KDS3": OWN_KEY})
