"""Secrets Manager as it answers who rotates: a version is pending before it has a value.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

CURRENT, PENDING, PREVIOUS = "AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"


class ResourceNotFoundException(Exception):
    """No such version, or one without a value."""


@dataclass
class ModelledSecret:
    """One secret: the texts of its versions, and which version a label is on."""

    texts: dict[str, str]
    labels: dict[str, str]
    exceptions: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(ResourceNotFoundException=ResourceNotFoundException)
    )

    def describe_secret(self, SecretId: str) -> Mapping[str, Any]:  # noqa: ARG002, N803
        """Return the labels of each version."""
        versions = set(self.labels.values())
        return {
            "VersionIdsToStages": {
                version: [label for label, on in self.labels.items() if on == version] for version in versions
            }
        }

    def get_secret_value(
        self,
        SecretId: str,  # noqa: ARG002, N803
        VersionStage: str,  # noqa: N803
        VersionId: str | None = None,  # noqa: N803
    ) -> Mapping[str, str]:
        """Return the text of the version with a label."""
        version = self.labels.get(VersionStage)
        if version is None or version not in self.texts or VersionId not in {None, version}:
            raise ResourceNotFoundException
        return {"SecretString": self.texts[version]}

    def put_secret_value(
        self,
        SecretId: str,  # noqa: ARG002, N803
        ClientRequestToken: str,  # noqa: N803
        SecretString: str,  # noqa: N803
        VersionStages: Sequence[str],  # noqa: N803
    ) -> None:
        """Add a version: a version's text never changes."""
        assert ClientRequestToken not in self.texts
        self.texts[ClientRequestToken] = SecretString
        self.labels |= dict.fromkeys(VersionStages, ClientRequestToken)

    def update_secret_version_stage(
        self,
        SecretId: str,  # noqa: ARG002, N803
        VersionStage: str,  # noqa: N803
        MoveToVersionId: str,  # noqa: N803
        RemoveFromVersionId: str,  # noqa: N803
    ) -> None:
        """Move a label; the version that was current is the previous one then."""
        assert self.labels[VersionStage] == RemoveFromVersionId
        self.labels |= {VersionStage: MoveToVersionId, PREVIOUS: RemoveFromVersionId}
