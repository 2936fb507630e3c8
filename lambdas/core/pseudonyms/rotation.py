"""The steps in which Secrets Manager has a ring of keys renewed, each safe to take again.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
"""

from collections.abc import Callable

from lambdas.core.pseudonyms.key_ring import (
    ANNOUNCED_AT_LEAST_SECONDS,
    KeyRing,
    parse_key_ring,
    to_text,
)
from lambdas.core.secret_versions import CURRENT, PENDING, RotationStep, SecretVersions

KEY_BYTES = 32
"""As long as the hash: https://www.rfc-editor.org/rfc/rfc2104#section-3."""


class KeysNotRotated(Exception):
    """A pending ring that must not come into force; the current one stays."""


def rotate_keys(
    step: str, secret: SecretVersions, make_key: Callable[[int], str], now: int, kept_seconds: int
) -> None:
    """Take one step; `kept_seconds` is how long an item may lie under a name that is no more in force.

    Raise KeysNotRotated, NotRotating, KeyRingUnreadable, and what Secrets Manager answers.
    """
    if not secret.require_pending():
        return
    match RotationStep(step):
        case RotationStep.CREATE:
            secret.put_pending(
                lambda text: to_text(parse_key_ring(text).renew(make_key(KEY_BYTES), now, kept_seconds))
            )
        case RotationStep.SET:
            pass  # There is nobody but the secret who knows keys.
        case RotationStep.TEST | RotationStep.FINISH:
            _require_successor(secret, now)
            if step == RotationStep.FINISH:
                secret.promote()


def _require_successor(secret: SecretVersions, now: int) -> None:
    current, pending = (parse_key_ring(secret.read(stage)) for stage in (CURRENT, PENDING))
    if not _follows(pending, current):
        raise KeysNotRotated(f"the pending version of {secret.arn} was made of another ring: take it back")
    if pending.starts - now < ANNOUNCED_AT_LEAST_SECONDS:
        raise KeysNotRotated(f"the pending key of {secret.arn} waited for too long: take it back")


def _follows(pending: KeyRing, current: KeyRing) -> bool:
    return current.key in {each.key for each in pending.older}
