"""The orders, held against how often stock ran low and what lies on the shelves."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from demo.check import Check, judge, judge_none
from demo.receiver import Body


@dataclass(frozen=True)
class ShelfState:
    """A shelf as its table has it: units, and how often it ran low."""

    on_hand: int
    watched: bool
    falls: int


@dataclass(frozen=True)
class BusReplay:
    """What came of a replay of everything that the bus had taken: by name, how much was new."""

    events: int
    orders: int


@dataclass(frozen=True)
class OrdersOutcome:
    """`stock` is what each shelf holds by the sales and deliveries; `posts` how often each order was posted.

    An order that is posted again, because an answer was lost, is the same order to its supplier.
    """

    orders: Mapping[str, Body]
    posts: Counter[str]
    shelves: Mapping[str, ShelfState]
    stock: Mapping[str, int]
    replays: Mapping[str, BusReplay]
    held: Sequence[str] = ()
    """The shelves whose orders wait for a person, an entry each."""
    huge: Sequence[str] = ()
    """The shelves of which more was sold than may be ordered without a person."""

    @cached_property
    def shelf_mismatches(self) -> list[str]:
        """Shelves that hold something else than what was delivered and not sold."""
        return differing_shelves(self.stock, self.shelves)

    @cached_property
    def empty(self) -> list[str]:
        """Shelves that have a supplier, and that lie empty all the same."""
        return [
            place
            for place, shelf in self.shelves.items()
            if shelf.watched and shelf.on_hand <= 0 and place not in self.held
        ]

    @cached_property
    def not_ordered(self) -> list[str]:
        """Shelves that ran low more often than was ordered for them."""
        return sorted(place for place, shelf in self.shelves.items() if shelf.falls > self._ordered[place])

    @cached_property
    def ordered_twice(self) -> list[str]:
        """Shelves for which more was ordered than they ran low."""
        return sorted(place for place, orders in self._ordered.items() if orders > self.shelves[place].falls)

    @property
    def low(self) -> int:
        """How often shelves ran low."""
        return sum(shelf.falls for shelf in self.shelves.values())

    @property
    def orders_fit(self) -> bool:
        """Say whether each time that a shelf ran low is one order."""
        return not (self.not_ordered or self.ordered_twice or self.empty)

    @property
    def not_held(self) -> list[str]:
        """Shelves of huge sales whose orders wait for nobody."""
        return [place for place in self.huge if place not in self.held]

    @cached_property
    def replay_changes(self) -> list[str]:
        """Replays that ordered anything."""
        return [name for name, replayed in self.replays.items() if replayed.orders]

    @cached_property
    def wrong(self) -> dict[str, list[str]]:
        """What must not be, and its names."""
        return {
            "on the shelf otherwise than in the ledger": self.shelf_mismatches,
            "empty and not ordered": self.empty,
            "ran low and not ordered": self.not_ordered,
            "ordered twice": self.ordered_twice,
            "huge and not held for a person": self.not_held,
            "ordered by a replay": self.replay_changes,
        }

    def checks(self) -> Iterator[Check]:
        """Return the lines of the reconciliation."""
        orders, shelves = len(self.orders), len(self.shelves)
        events = sum(replayed.events for replayed in self.replays.values())
        low = self.low - len(self.held)
        yield judge("Ordered once each time stock ran low", orders, low, self.orders_fit, varies=True)
        yield judge("Held for a person, for being huge", len(self.held), None, not self.not_held)
        yield judge_none("Shelves that differ from their ledger", self.shelf_mismatches, shelves)
        yield judge_none("Ordered by replaying every event", self.replay_changes, events, varies=True)

    def figures(self) -> dict[str, object]:
        """Return the orders as JSON."""
        return {
            "stock_low": self.low,
            "orders": len(self.orders),
            "orders_held": len(self.held),
            "orders_posted_again": self.posts.total() - len(self.posts),
            "orders_duplicated": len(self.ordered_twice),
            "orders_missing": len(self.not_ordered),
            "shelf_mismatches": len(self.shelf_mismatches),
            "events_replayed": sum(replayed.events for replayed in self.replays.values()),
            "replay_orders": sum(replayed.orders for replayed in self.replays.values()),
        }

    @cached_property
    def _ordered(self) -> Counter[str]:
        placed = [f"{order['store_id']}/{order['sku']}" for order in self.orders.values()]
        return Counter([*placed, *self.held])


def differing_shelves(stock: Mapping[str, int], shelves: Mapping[str, ShelfState]) -> list[str]:
    """Name the shelves that hold other units than the stock says."""
    return [
        place
        for place in sorted(stock.keys() | shelves.keys())
        if stock.get(place, 0) != (shelves[place].on_hand if place in shelves else 0)
    ]
