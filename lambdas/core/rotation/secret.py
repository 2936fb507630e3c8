"""The credentials of a database in their secret, while the password is changed."""

import json

from lambdas.core.secret_versions import CURRENT, PENDING, SecretVersions

PASSWORD_LENGTH = 32
# DMS takes none of the first four, https://docs.aws.amazon.com/dms/latest/userguide/security_iam_secretsmanager.html;
# the rest would need quoting wherever somebody types it.
EXCLUDED = ";.:+ %/@\"'\\"


class RotatedSecret(SecretVersions):
    """A secret that holds credentials, of which the password is changed."""

    __slots__ = ()

    def current(self) -> dict[str, str]:
        """Return the credentials that are in use."""
        return _parse(self.read(CURRENT))

    def pending(self) -> dict[str, str]:
        """Return the credentials that are to be; the same for every try of a rotation."""
        return _parse(self.read(PENDING))

    def propose(self) -> None:
        """Make a pending version with another password, unless an earlier try has."""
        self.put_pending(self._with_new_password)

    def _with_new_password(self, text: str) -> str:
        password = self.client.get_random_password(PasswordLength=PASSWORD_LENGTH, ExcludeCharacters=EXCLUDED)
        return json.dumps(_parse(text) | {"password": password["RandomPassword"]})


def _parse(text: str) -> dict[str, str]:
    return {name: str(value) for name, value in json.loads(text).items()}
