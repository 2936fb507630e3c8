"""What fraud's accounts are called in their table: hashes under the keys of a deployed environment."""

from collections.abc import Callable
from dataclasses import dataclass

from lambdas.core.pseudonyms.key_ring import KeyRing, KeyRingUnreadable
from lambdas.core.pseudonyms.names import ItemNames, KeySecret, Pseudonyms
from lambdas.fraud.accounts import account_namer
from sluice.cloud import DeployedStack, NotNow, client


class HashKeysLost(NotNow):
    """The secret of the keys holds something else: accounts can't be found."""


@dataclass(frozen=True, slots=True)
class DeployedKeys:
    """The secret of an environment's keys; it takes a permission of who mends to read it."""

    secret: KeySecret

    def read(self) -> KeyRing:
        """Return the keys; raise HashKeysLost, or what the call raises."""
        try:
            return self.secret.read()
        except KeyRingUnreadable as error:
            raise HashKeysLost(
                f"{self.secret.secret}: {error}: docs/runbooks/hash-keys-failing.md says what to do"
            ) from None


def open_names(fraud: DeployedStack) -> Callable[[str], ItemNames]:
    """Return what names accounts, such as `member#1234` or `token#tok_8f14e45f`.

    `ItemNames.every` are all the names that one may have: by the key in force, by those before it, and the
    plain one that version 0.2.0 wrote.
    """
    keys = DeployedKeys(KeySecret(client("secretsmanager"), fraud["HashKeysSecret"]))
    return account_namer(Pseudonyms(keys))
