"""What lies on the shelves below the level at which it is ordered again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from report.products import Level


@dataclass(frozen=True)
class Short:
    """A product that a store has too little of."""

    store_id: str
    product: Level
    units: int

    @property
    def share(self) -> float:
        """Return units on hand by the reorder level; nothing, or less than nothing, is the most urgent."""
        return self.units / self.product.reorder_level


def shortages(levels: Iterable[Level], stock: Mapping[str, Mapping[str, int]]) -> list[Short]:
    """Return what is short, the most urgent first; stock is units by sku by store."""
    known = {level.sku: level for level in levels}
    return sorted(_below(known, stock), key=_urgency)


def _below(known: Mapping[str, Level], stock: Mapping[str, Mapping[str, int]]) -> Iterator[Short]:
    for store_id, shelves in stock.items():
        for sku, units in shelves.items():
            level = known.get(sku)
            if level and units < level.reorder_level:
                yield Short(store_id, level, units)


def _urgency(short: Short) -> tuple[float, int, str, str]:
    return short.share, -short.product.reorder_level, short.store_id, short.product.sku
