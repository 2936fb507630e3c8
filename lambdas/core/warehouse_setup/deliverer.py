"""The user as whom Firehose copies: it signs in with the password of a secret."""

import json
from hashlib import md5
from typing import TYPE_CHECKING

from lambdas.core.warehouse.statements import StatementSession
from warehouse import DELIVERER

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient


def give_password(session: StatementSession, secrets: "SecretsManagerClient", secret: str) -> None:
    """Set the user's password to the secret's, whatever it was; no statement and no log shows it."""
    password = json.loads(secrets.get_secret_value(SecretId=secret)["SecretString"])["password"]
    session.query("password", f"ALTER USER {DELIVERER} PASSWORD '{hash_password(password, DELIVERER)}'")


def hash_password(password: str, user: str) -> str:
    """Return a password as Redshift takes it in the place of its text.

    https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html
    """
    return f"md5{md5(f'{password}{user}'.encode(), usedforsecurity=False).hexdigest()}"
