"""The operators' policy for repairs, beside the read-only one."""

from aws_cdk.aws_iam import ManagedPolicy
from constructs import Construct

from contracts.correction import CORRECTIONS
from stacks.constructs.grant import grant, grant_add_objects, grant_key, grant_objects
from stacks.constructs.operators.look import Operated

CORRECTED = "A correction is named by its event and its number; an operator may add one, and overwrite none."
KEPT = "Letters, and rows that a swap takes out of a ledger, are kept under names that say which they are."


class MendPolicy(ManagedPolicy):
    """The policy for changes, beside the one for looking: each command looks before it changes."""

    def __init__(self, scope: Construct, construct_id: str, *, of: Operated) -> None:
        super().__init__(
            scope, construct_id, description=f"Mend Sluice {of.environment}, together with the look policy"
        )
        grant(self, "dynamodb:UpdateItem", on=of.recoveries.table_arn)
        grant(self, "kinesis:PutRecords", on=of.stream.stream_arn)
        grant_objects(self, "s3:PutObject", bucket=of.failures, prefix="letters/", because=KEPT)
        grant_add_objects(self, bucket=of.raw, name=f"{CORRECTIONS}*", because=CORRECTED)
        grant_key(self, "kms:GenerateDataKey", key=of.key, through=("kinesis", "s3"))
