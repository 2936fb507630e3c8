"""Rings of keys that tests know, and a service that has one or is down."""

from dataclasses import dataclass, field

from botocore.exceptions import EndpointConnectionError

from lambdas.core.pseudonyms.key_ring import ANNOUNCED_SECONDS, KeyRing, KeyRingUnreadable

DAY = 86_400
FIRST, SECOND, THIRD = (64 * letter for letter in "abc")
KEPT = 400 * DAY


@dataclass
class Source:
    """A secret without a service, read how often, and whether it can be."""

    ring: KeyRing = field(default_factory=lambda: KeyRing(FIRST))
    reads: int = 0
    down: bool = False
    spoilt: bool = False

    def read(self) -> KeyRing:
        self.reads += 1
        if self.down:
            raise EndpointConnectionError(endpoint_url="https://secretsmanager.invalid")
        if self.spoilt:
            raise KeyRingUnreadable("the secret holds no ring of keys")
        return self.ring

    def renew(self, key: str, now: float) -> float:
        """Announce a key; return when it comes into force."""
        self.ring = self.ring.renew(key, int(now), KEPT)
        return now + ANNOUNCED_SECONDS
