"""Who pushes sales over HTTPS, because they can't sign AWS requests, and how much each may."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Push:
    """The stores that get a key, and the limits of each; without stores there is no endpoint."""

    stores: tuple[str, ...] = ()
    # Of a real store the busiest minute has fewer sales than this second: the rest is for catching up.
    sales_per_second: int = 20
    # So many at once after a pause.
    burst: int = 100
    # A till that has gone wild doesn't cost more than this a day.
    sales_per_day: int = 200_000
    # In front of it, at a price by the month and by the request.
    firewall: bool = False

    def unusable_stores(self) -> Iterator[str]:
        """Those whose key could not be told from another's."""
        for store, times in Counter(self.stores).items():
            if times > 1 or not (store.isascii() and store.isalnum()):
                yield store


NOBODY = Push()
