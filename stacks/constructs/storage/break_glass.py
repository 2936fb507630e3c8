"""The role that alone deletes versions of objects, so that a record can be taken out of raw for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import Aws, Duration
from aws_cdk.aws_iam import AccountRootPrincipal, PrincipalWithConditions, Role
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.constructs.grant import grant, grant_key, grant_objects

# The least that IAM takes, and more than a purge needs:
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
SESSION = Duration.hours(1)
# What a lock, a hold or a replica keeps is reported; the role lifts neither a lock nor a hold.
REWRITE = (
    "s3:DeleteObjectVersion",
    "s3:GetObject",
    "s3:GetObjectLegalHold",
    "s3:GetObjectRetention",
    "s3:GetObjectVersion",
    "s3:PutObject",
)
DESCRIBE = (
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
    "s3:ListBucketVersions",
)
ANY_OBJECT = (
    "What is taken out may stand in any object; the role is assumed for that, and each use is reported."
)


@dataclass(frozen=True, kw_only=True)
class BreakGlassSettings:
    """Who may assume the role, besides that their own policies must let them.

    A session of IAM Identity Center or of another role carries no word of MFA, whatever its sign-in took: for
    these set `require_mfa` to False and name their roles.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
    """

    # ARNs of users and roles, with wildcards; empty: whoever in the account is allowed to by a policy.
    principals: Sequence[str] = ()
    require_mfa: bool = True


class BreakGlassRole(Role):
    """A role of one hour that rewrites objects and deletes their old versions, and can hide none.

    A call to the STS of another region would be logged there, where no rule of this stack sees it.
    """

    def __init__(self, scope: Construct, construct_id: str, *, settings: BreakGlassSettings) -> None:
        super().__init__(
            scope,
            construct_id,
            assumed_by=PrincipalWithConditions(AccountRootPrincipal(), _conditions(settings)),
            description="Takes records out of the raw archive for good; each use is reported",
            max_session_duration=SESSION,
        )

    def grant_rewrite(self, *buckets: IBucket, key: IKey) -> None:
        """Let the role write objects anew and delete the versions before, under the buckets' key."""
        for bucket in buckets:
            grant(self, *DESCRIBE, on=bucket.bucket_arn)
            grant_objects(self, *REWRITE, bucket=bucket, prefix="", because=ANY_OBJECT)
        grant_key(self, "kms:Decrypt", "kms:GenerateDataKey", key=key, through=("s3",))


def _conditions(settings: BreakGlassSettings) -> dict[str, Any]:
    conditions: dict[str, Any] = {"StringEquals": {"aws:RequestedRegion": Aws.REGION}}
    if settings.require_mfa:
        conditions["Bool"] = {"aws:MultiFactorAuthPresent": "true"}
    if settings.principals:
        conditions["ArnLike"] = {"aws:PrincipalArn": list(settings.principals)}
    return conditions
