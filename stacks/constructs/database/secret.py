"""The credentials of the replication's user, and who may read them."""

import json
from dataclasses import dataclass

from aws_cdk.aws_iam import Role
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_secretsmanager import CfnSecret
from constructs import Construct

from stacks.constructs.functions.function import Function
from stacks.constructs.grant import EVERYWHERE, grant
from stacks.constructs.lifetime import removal_policy
from stacks.constructs.nag import acknowledge
from stacks.constructs.rotation import schedule_rotation

# The same as in a rotation (lambdas/core/rotation/secret.py).
EXCLUDED = ";.:+ %/@\"'\\"
PASSWORD_LENGTH = 32
NO_RESOURCE = "A random password is no resource: Secrets Manager makes one for whoever may ask."


@dataclass(frozen=True, kw_only=True)
class ExistingSecret:
    """A secret that is made and rotated elsewhere, and the key that encrypts it unless it is AWS's own.

    DMS wants username, password, host and port in it, as JSON.
    """

    arn: str
    key_arn: str = ""

    def grant_read(self, role: Role) -> None:
        """Let a role read it."""
        grant(role, "secretsmanager:GetSecretValue", on=self.arn)
        if self.key_arn:
            grant(role, "kms:Decrypt", "kms:DescribeKey", on=self.key_arn)


class SourceSecret(Construct):
    """A secret of our own with a generated password: the user is made with it, once.

    Resources of the lowest level: CDK's own would write into the policy of the house key, and grant more.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        user: str,
        host: str,
        port: int,
        key: IKey,
        retain: bool,
    ) -> None:
        super().__init__(scope, construct_id)
        self._key = key
        template = json.dumps({"username": user, "host": host, "port": str(port)})
        secret = CfnSecret(
            self,
            "Secret",
            description="Credentials of the user that replicates the database",
            generate_secret_string=CfnSecret.GenerateSecretStringProperty(
                exclude_characters=EXCLUDED,
                generate_string_key="password",
                password_length=PASSWORD_LENGTH,
                secret_string_template=template,
            ),
            kms_key_id=key.key_arn,
        )
        secret.apply_removal_policy(removal_policy(retain=retain))
        self.arn = secret.ref

    def grant_read(self, role: Role) -> None:
        """Let a role read it."""
        grant(role, "secretsmanager:GetSecretValue", on=self.arn)
        grant(role, "kms:Decrypt", "kms:DescribeKey", on=self._key.key_arn)

    def rotate(self, function: Function, *, days: int) -> None:
        """Have a function change the password every so many days; the user is made after the deploy."""
        grant(function.execution_role, "secretsmanager:GetRandomPassword", on="*")
        acknowledge(function.execution_role, {EVERYWHERE: NO_RESOURCE})
        schedule_rotation(self, secret_arn=self.arn, key=self._key, function=function, days=days)
