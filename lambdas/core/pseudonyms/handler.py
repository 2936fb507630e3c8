"""Adds a key to the ring of keys by which identifiers are hashed, and drops those that nothing is under."""

import time
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from lambdas.core import clients
from lambdas.core.pseudonyms.rotation import rotate_keys
from lambdas.core.secret_versions import SecretVersions
from lambdas.core.settings import HashKeySettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
settings = HashKeySettings.from_environment()
secrets_manager = clients.secrets_manager()


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> None:  # noqa: ARG001 (Lambda's)
    """Take one step; what raises is tried again by Secrets Manager, and the ring stays as it is."""
    secret = SecretVersions(secrets_manager, event["SecretId"], event["ClientRequestToken"])
    rotate_keys(event["Step"], secret, token_hex, int(time.time()), settings.kept_seconds)
