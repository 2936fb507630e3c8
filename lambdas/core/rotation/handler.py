"""Changes the password of the replication's user, in the database and in the secret."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambdas.core import clients, handler_factory
from lambdas.core.rotation.secret import RotatedSecret
from lambdas.core.rotation.source import RotatedDatabase
from lambdas.core.rotation.steps import rotate
from lambdas.core.settings import Settings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@dataclass(frozen=True, kw_only=True)
class RotationSettings(Settings):
    """The database in which the password is changed, and the authority that vouches for its certificate."""

    ca_file: str
    database: str


settings = RotationSettings.from_environment()
secrets_manager = clients.secrets_manager()


@handler_factory.logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> None:  # noqa: ARG001 (Lambda's)
    """Take one step; what raises is tried again by Secrets Manager, and the current password stays."""
    secret = RotatedSecret(secrets_manager, event["SecretId"], event["ClientRequestToken"])
    rotate(event["Step"], secret, RotatedDatabase(settings.database, settings.ca_file))
