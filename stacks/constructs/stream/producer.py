"""The permissions of senders that embed the producer."""

from aws_cdk.aws_iam import Effect, ManagedPolicy, PolicyStatement
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from contracts.correction import CORRECTIONS
from domain import EVENT
from stacks.constructs.grant import grant, grant_add_objects

OWN = f"${{aws:PrincipalTag/{EVENT.partition_noun}}}"
"""The partition for which an identity sends: the value of its tag, which its owner sets.

Without the tag a statement that names it allows nothing.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""
OF_OTHERS = ("claims/events/", CORRECTIONS)
"""What functions put for the bus, and operators to say which payload is right."""
BECAUSE = "A claim is named by its event and hash; a producer may add one, not read, overwrite or delete it."


class ProducerPolicy(ManagedPolicy):
    """The policy of a producer's identity: send events, and park those too large, of one sender or of all."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stream: IStream,
        raw: IBucket,
        key: IKey,
        of: str = "*",
    ) -> None:
        """Let it park the events of the partition `of`, such as `OWN`; by default of every one."""
        super().__init__(scope, construct_id, description="Send events to Sluice")
        grant(self, "kinesis:PutRecords", on=stream.stream_arn)
        name = f"claims/{of}" if of == "*" else f"claims/{of}/*"
        grant_add_objects(self, bucket=raw, name=name, because=BECAUSE)
        self.add_statements(
            PolicyStatement(
                effect=Effect.DENY,
                actions=["s3:PutObject"],
                resources=[raw.arn_for_objects(f"{prefix}*") for prefix in OF_OTHERS],
            )
        )
        grant(self, "kms:GenerateDataKey", on=key.key_arn)
