"""The source's credentials."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.core.cdc_compare.faults import ComparisonFailed
from lambdas.core.error_codes import code_of

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

NAMES = ("username", "password", "host", "port")


def fetch_credentials(client: "SecretsManagerClient", arn: str) -> Mapping[str, str]:
    """Return what a secret holds; raise ComparisonFailed if it can't be read, or lacks something."""
    try:
        text = client.get_secret_value(SecretId=arn)["SecretString"]
        held = {name: str(value) for name, value in json.loads(text).items()}
    except (ClientError, BotoCoreError) as error:
        raise ComparisonFailed(f"the secret {arn} can't be read: {code_of(error)}") from None
    except (KeyError, ValueError, AttributeError):
        raise ComparisonFailed(
            f"the secret {arn} holds no JSON of credentials: write {NAMES} into it"
        ) from None
    if missing := [name for name in NAMES if not held.get(name)]:
        raise ComparisonFailed(f"the secret {arn} lacks {', '.join(missing)}: write them into it")
    return held
