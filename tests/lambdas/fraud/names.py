"""The names of accounts under keys that tests know."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lambdas.core.pseudonyms.key_ring import KeyRing
from lambdas.core.pseudonyms.names import ItemNames, Pseudonyms
from lambdas.fraud.accounts import account_namer

FIRST_KEY = 64 * "a"


@dataclass
class KnownKeys:
    """A secret without a service, and the clock of who reads it."""

    ring: KeyRing = field(default_factory=lambda: KeyRing(FIRST_KEY))
    now: float = 0.0

    def read(self) -> KeyRing:
        return self.ring

    def namer(self) -> Callable[[str], ItemNames]:
        """What a process that starts now calls accounts."""
        return account_namer(Pseudonyms(self, lambda: self.now))


name = KnownKeys().namer()
