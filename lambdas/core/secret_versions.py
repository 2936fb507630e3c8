"""The versions of a secret while it is rotated, and the steps in which it is.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

CURRENT, PENDING = "AWSCURRENT", "AWSPENDING"


class RotationStep(StrEnum):
    """The steps, by Secrets Manager's names."""

    CREATE = "createSecret"
    SET = "setSecret"
    TEST = "testSecret"
    FINISH = "finishSecret"


class NotRotating(Exception):
    """Secrets Manager isn't rotating this version of this secret."""


@dataclass(frozen=True, slots=True)
class SecretVersions:
    """One secret, and the version that is to become the current one."""

    client: "SecretsManagerClient"
    arn: str
    version: str

    def require_pending(self) -> bool:
        """Return whether the version is pending, and not current yet; raise NotRotating for any other."""
        stages = self.client.describe_secret(SecretId=self.arn)["VersionIdsToStages"].get(self.version, [])
        if CURRENT in stages:
            return False
        if PENDING not in stages:
            raise NotRotating(f"{self.arn} has no pending version {self.version}")
        return True

    def read(self, stage: str) -> str:
        """Return what the current or the pending version holds."""
        version = {"VersionId": self.version} if stage == PENDING else {}
        return self.client.get_secret_value(SecretId=self.arn, VersionStage=stage, **version)["SecretString"]

    def put_pending(self, renew: Callable[[str], str]) -> None:
        """Make a pending version of what the current one holds, unless an earlier try has."""
        try:
            self.read(PENDING)
        except self.client.exceptions.ResourceNotFoundException:
            self.client.put_secret_value(
                SecretId=self.arn,
                ClientRequestToken=self.version,
                SecretString=renew(self.read(CURRENT)),
                VersionStages=[PENDING],
            )

    def promote(self) -> None:
        """Make the pending version the current one."""
        stages = self.client.describe_secret(SecretId=self.arn)["VersionIdsToStages"]
        before = next(version for version, labels in stages.items() if CURRENT in labels)
        self.client.update_secret_version_stage(
            SecretId=self.arn,
            VersionStage=CURRENT,
            MoveToVersionId=self.version,
            RemoveFromVersionId=before,
        )
