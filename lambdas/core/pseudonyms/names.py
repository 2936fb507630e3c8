"""The names of items of an identifier: keyed hashes of it, so that no name tells whose item it is.

docs/decisions/0031-keyed-hashes-stand-for-people.md has the reasons and the numbers.
"""

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.core.pseudonyms.key_ring import (
    ANNOUNCED_AT_LEAST_SECONDS,
    HashKey,
    KeyRing,
    KeyRingUnreadable,
    parse_key_ring,
)

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

PREFIX = "hmac#"
"""No plain name begins so: whoever sends a hash as an identifier meets nobody's item by it."""
HEX_DIGITS = 32
"""128 bits: among a billion names two are the same with a chance below one in 10^20."""

READ_AGAIN_SECONDS = 300
USED_AT_MOST_SECONDS = ANNOUNCED_AT_LEAST_SECONDS // 2
"""So long a ring is used that can't be read again: a new key is in force only when everybody knows it."""
CHANGING_SECONDS = 300
"""Around the moment at which a key comes into force, clocks and batches that run disagree on which one is."""


@dataclass(frozen=True, slots=True)
class ItemNames:
    """The names of one item: the one in force, and those under which it may lie besides.

    `newer` are of keys that are announced. `rivals` are names under which somebody else may make the item
    right now.
    """

    current: str
    newer: tuple[str, ...] = ()
    older: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """Return all but the one in force."""
        return (*self.newer, *self.older)

    @property
    def every(self) -> tuple[str, ...]:
        """Return all of them, the one in force first."""
        return (self.current, *self.others)


class KeySource(Protocol):
    """Where the keys are."""

    def read(self) -> KeyRing:
        """Return them; raise ClientError, BotoCoreError or KeyRingUnreadable."""


@dataclass(frozen=True, slots=True)
class KeySecret:
    """A secret that holds the keys."""

    client: "SecretsManagerClient"
    secret: str

    def read(self) -> KeyRing:
        """Return the keys in force now and before."""
        return parse_key_ring(self.client.get_secret_value(SecretId=self.secret)["SecretString"])


class Pseudonyms:
    """Computes the names of items; keys are read at the first use, and again after some minutes."""

    def __init__(self, source: KeySource, clock: Callable[[], float] = time.time) -> None:
        self._source, self._clock = source, clock
        self._keys: tuple[HashKey, ...] = ()
        self._read_at = self._read_again_at = 0.0

    def name(self, kind: str, identifier: str, plain: str | None = None) -> ItemNames:
        """Return the names of an item; `plain` is what it was called before names were hashes.

        Raise ClientError, BotoCoreError or KeyRingUnreadable if the keys can't be read.
        """
        now = self._clock()
        keys = self._require_keys(now)
        names = tuple(compute_name(each.key, kind, identifier) for each in keys)
        at = next((at for at, each in enumerate(keys) if each.starts <= now), len(keys) - 1)
        older = names[at + 1 :] + ((plain,) if plain is not None else ())
        is_changing = any(each.starts and abs(now - each.starts) <= CHANGING_SECONDS for each in keys)
        rivals = (*names[:at], *names[at + 1 :]) if is_changing else ()
        return ItemNames(names[at], names[:at], older, rivals)

    def _require_keys(self, now: float) -> tuple[HashKey, ...]:
        if self._keys and now < self._read_again_at:
            return self._keys
        self._read_again_at = now + READ_AGAIN_SECONDS
        try:
            self._keys = tuple(self._source.read().list_keys())
            self._read_at = now
        except (ClientError, BotoCoreError, KeyRingUnreadable):
            if not self._keys or now - self._read_at > USED_AT_MOST_SECONDS:
                self._keys = ()
                raise
        return self._keys


def compute_name(key: str, kind: str, identifier: str) -> str:
    """Return the keyed hash of an identifier: HMAC-SHA-256, of which another kind's never is the same.

    https://www.rfc-editor.org/rfc/rfc2104
    """
    message = f"{kind}\0{identifier}".encode()
    return PREFIX + hmac.digest(key.encode(), message, "sha256").hex()[:HEX_DIGITS]
