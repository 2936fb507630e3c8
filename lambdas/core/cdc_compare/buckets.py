"""Rows summed up in a memory that doesn't grow with the table."""

from collections.abc import Iterable
from hashlib import blake2b

BUCKETS = 4_096
_WRAP = 1 << 128


class Buckets:
    """The number of rows of each bucket of keys, and the sum of their digests, whatever their order."""

    def __init__(self) -> None:
        """Begin with no rows."""
        self._counts = [0] * BUCKETS
        self._sums = [0] * BUCKETS

    def add(self, rows: Iterable[tuple[str, bytes]]) -> "Buckets":
        """Add rows by their keys and digests."""
        for key, digest in rows:
            bucket = bucket_of(key)
            self._counts[bucket] += 1
            both = blake2b(digest, digest_size=16, key=key.encode()[:64]).digest()
            self._sums[bucket] = (self._sums[bucket] + int.from_bytes(both, "big")) % _WRAP
        return self

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return sum(self._counts)

    def find_differences(self, other: "Buckets") -> set[int]:
        """Return the buckets that aren't the same in both."""
        return {
            bucket
            for bucket in range(BUCKETS)
            if (self._counts[bucket], self._sums[bucket]) != (other._counts[bucket], other._sums[bucket])
        }


def bucket_of(key: str) -> int:
    """Return the bucket of a key."""
    return int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") % BUCKETS
