"""The four steps in which Secrets Manager has a password changed, each safe to take again.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
"""

from lambdas.core.rotation.secret import RotatedSecret
from lambdas.core.rotation.source import CredentialsRefused, RotatedDatabase
from lambdas.core.secret_versions import RotationStep


class RotationStuck(Exception):
    """The database knows neither the current nor the pending password: somebody changed it by hand."""


def rotate(step: str, secret: RotatedSecret, source: RotatedDatabase) -> None:
    """Take one step; raise RotationStuck, NotRotating, and whatever keeps the database from answering."""
    if not secret.require_pending():
        return
    match RotationStep(step):
        case RotationStep.CREATE:
            secret.propose()
        case RotationStep.SET:
            _set(secret, source)
        case RotationStep.TEST:
            if not source.accepts(secret.pending()):
                raise RotationStuck(f"The database refuses the pending password of {secret.arn}.")
        case RotationStep.FINISH:
            secret.promote()


def _set(secret: RotatedSecret, source: RotatedDatabase) -> None:
    """Change it, unless an earlier try has: then the pending password lets in already."""
    pending = secret.pending()
    if source.accepts(pending):
        return
    try:
        source.change_password(secret.current(), pending["password"])
    except CredentialsRefused as refused:
        raise RotationStuck(
            f"The database refuses the current password of {secret.arn}: set one of the two to the other."
        ) from refused
