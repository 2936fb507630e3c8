"""The bucket that everything else can be rebuilt from."""

from aws_cdk.aws_iam import AnyPrincipal, Effect, IRole, PolicyStatement
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.constructs.lifetime import deployment_roles
from stacks.constructs.storage.bucket import Bucket
from stacks.retention import ClassRetention


class RawBucket(Bucket):
    """An append-only bucket: only a deployment changes how it keeps objects, one role deletes versions."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: IKey,
        access_log: IBucket,
        retain: bool,
        retention: ClassRetention,
        break_glass: IRole,
    ) -> None:
        super().__init__(
            scope, construct_id, key=key, access_log=access_log, retain=retain, retention=retention
        )
        self.announce_objects()
        self.add_to_resource_policy(self._nobody_hides_objects())
        self.add_to_resource_policy(self._only_break_glass_deletes_versions(break_glass))
        self.add_to_resource_policy(self._only_a_deployment_changes_what_expires())

    def _nobody_hides_objects(self) -> PolicyStatement:
        """Nobody puts a delete marker. Lifecycle rules are not subject to it: they act as S3 itself."""
        return PolicyStatement(
            sid="NobodyHidesObjects",
            effect=Effect.DENY,
            principals=[AnyPrincipal()],
            actions=["s3:DeleteObject"],
            resources=[self.arn_for_objects("*")],
        )

    def _only_break_glass_deletes_versions(self, role: IRole) -> PolicyStatement:
        """Of a session of a role, `aws:PrincipalArn` is the ARN of the role; without a principal it differs.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
        """
        return PolicyStatement(
            sid="OnlyBreakGlassDeletesVersions",
            effect=Effect.DENY,
            principals=[AnyPrincipal()],
            actions=["s3:DeleteObjectVersion"],
            resources=[self.arn_for_objects("*")],
            conditions={"ArnNotEquals": {"aws:PrincipalArn": role.role_arn}},
        )

    def _only_a_deployment_changes_what_expires(self) -> PolicyStatement:
        """A shorter lifecycle, no lock or suspended versioning would delete by another name."""
        return PolicyStatement(
            sid="OnlyADeploymentChangesWhatExpires",
            effect=Effect.DENY,
            principals=[AnyPrincipal()],
            actions=[
                "s3:PutBucketObjectLockConfiguration",
                "s3:PutBucketVersioning",
                "s3:PutLifecycleConfiguration",
            ],
            resources=[self.bucket_arn],
            conditions={"ArnNotLike": {"aws:PrincipalArn": deployment_roles(self)}},
        )
