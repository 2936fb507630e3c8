"""The keys by which identifiers are hashed: a secret that Secrets Manager makes, and has renewed."""

from aws_cdk.aws_iam import ManagedPolicy, Role
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_lambda import Code, ILayerVersion
from aws_cdk.aws_secretsmanager import CfnSecret
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import Function
from stacks.constructs.grant import grant, grant_key
from stacks.constructs.lifetime import removal_policy
from stacks.constructs.rotation import BY_SECRETS_MANAGER, schedule_rotation

# What lambdas/core/pseudonyms/key_ring.py reads of the first key: it is in force from the beginning.
FIRST_KEY = '{"starts": 0}'
KEY_LENGTH = 64


class HashKeys(Construct):
    """A ring of keys. One that has been replaced is kept as long as an item may lie under a hash by it.

    The template holds no key. A resource of the lowest level: CDK's own would write into the key's policy.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        code: Code,
        layer: ILayerVersion,
        key: IKey,
        days: int,
        kept_days: int,
    ) -> None:
        super().__init__(scope, construct_id)
        self._key = key
        self.secret_arn = self._secret(retain=config.retain_data)
        self.rotation = Function(
            self,
            "Renewal",
            config=config,
            code=code,
            layers=[layer],
            service="pseudonyms",
            environment={"KEPT_DAYS": str(kept_days)},
            suppressions=BY_SECRETS_MANAGER,
        )
        schedule_rotation(self, secret_arn=self.secret_arn, key=key, function=self.rotation, days=days)

    def grant_read(self, role: Role) -> None:
        """Let a role that may decrypt by the key of the secret read it."""
        grant(role, "secretsmanager:GetSecretValue", on=self.secret_arn)

    def grant_mend(self, policy: ManagedPolicy) -> None:
        """Let operators compute the hashes of an identifier that they know."""
        grant(policy, "secretsmanager:GetSecretValue", on=self.secret_arn)
        grant_key(policy, "kms:Decrypt", key=self._key, through=("secretsmanager",))

    def _secret(self, *, retain: bool) -> str:
        secret = CfnSecret(
            self,
            "Secret",
            description="The keys of the hashes that stand for identifiers; lost, nothing is found by one",
            generate_secret_string=CfnSecret.GenerateSecretStringProperty(
                exclude_punctuation=True,
                generate_string_key="key",
                password_length=KEY_LENGTH,
                secret_string_template=FIRST_KEY,
            ),
            kms_key_id=self._key.key_arn,
        )
        secret.apply_removal_policy(removal_policy(retain=retain))
        return secret.ref
