"""One product in one store: what lies there, how fast it goes, and each time it ran low."""

from datetime import date

from msgspec import Struct
from msgspec.structs import asdict, replace

from domain.bus_events import StockLow
from lambdas.shelves.rules import Rules

KEPT_MARKS = 32
"""A batch comes again before anything else of its shard; so many changes through another may lie between."""


class Change(Struct, frozen=True, kw_only=True, gc=False):
    """The change that a new row of the ledger makes to one shelf; `mark` stands for the row.

    It was inserted in the second `inserted_at` since the epoch, as the table's stream has it.
    """

    mark: bytes
    inserted_at: int
    day: date
    units: int
    delivery: bool


class Fall(Struct, frozen=True, kw_only=True, gc=False):
    """A fall as it lies in its shelf: a StockLow without bounds, for what is stored must always be read."""

    store_id: str
    sku: str
    crossing: int
    on_hand: int
    reorder_point: int
    units_a_day: float
    business_day: date

    @property
    def event(self) -> StockLow:
        """Return the event that announces it."""
        return StockLow(**asdict(self))


class Shelf(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """`marks` are those of its last changes, `untold` the falls that are not yet on the bus.

    A recount has counted every row that was inserted up to `counted_until`, and those of the marks `counted`:
    they may come through the table's stream long after.
    Only what was delivered once is watched: what comes some other way, as fuel by the tanker, is not ours
    to order.
    """

    on_hand: int = 0
    watched: bool = False
    low: bool = False
    crossings: int = 0
    units_a_day: float = 0.0
    day: date = date.min
    sold_today: int = 0
    marks: tuple[bytes, ...] = ()
    untold: tuple[Fall, ...] = ()
    counted_until: int = 0
    counted: tuple[bytes, ...] = ()

    @property
    def pace(self) -> float:
        """Return units a day: the usual, or today's if those are more already."""
        return max(self.units_a_day, float(self.sold_today))

    def has_seen(self, change: Change) -> bool:
        """Tell whether a change came before, or was counted before it came."""
        if change.inserted_at <= self.counted_until:
            return True
        return change.mark in self.marks or change.mark in self.counted

    def apply(self, change: Change, rules: Rules) -> "Shelf":
        """Return the shelf with a change that it hasn't seen."""
        sold = self._sold(change, rules) if change.units < 0 else self
        return replace(
            sold,
            on_hand=self.on_hand + change.units,
            watched=self.watched or change.delivery,
            low=self.low and not change.delivery,
            marks=(*self.marks, change.mark),
        )

    def set_count(self, on_hand: int, *, watched: bool, until: int, beyond: tuple[bytes, ...]) -> "Shelf":
        """Return the shelf as the ledger adds up: with rows inserted `until` then, and some `beyond`."""
        return replace(
            self,
            on_hand=on_hand,
            watched=self.watched or watched,
            counted_until=until,
            counted=beyond,
        )

    def trim_marks(self, changes: int) -> "Shelf":
        """Return the shelf after a batch: with the marks of its changes, and of some before."""
        return replace(self, marks=self.marks[-max(changes, KEPT_MARKS) :])

    def clear_untold(self) -> "Shelf":
        """Return the shelf when its falls are on the bus."""
        return replace(self, untold=())

    def detect_fall(self, store_id: str, sku: str, day: date, rules: Rules) -> "Shelf":
        """Return the shelf with one fall more if it is low and wasn't before: a delivery begins anew."""
        if self.low or not self.watched or not rules.is_low(self.on_hand, self.pace):
            return self
        fall = Fall(
            store_id=store_id,
            sku=sku,
            crossing=self.crossings + 1,
            on_hand=self.on_hand,
            reorder_point=rules.reorder_point(self.pace),
            units_a_day=round(self.pace, 2),
            business_day=day,
        )
        return replace(self, low=True, crossings=fall.crossing, untold=(*self.untold, fall))

    def _sold(self, change: Change, rules: Rules) -> "Shelf":
        """A late sale counts for the day that is under way."""
        if change.day <= self.day:
            return replace(self, sold_today=self.sold_today - change.units)
        return replace(
            self, units_a_day=self._usual(change.day, rules), day=change.day, sold_today=-change.units
        )

    def _usual(self, day: date, rules: Rules) -> float:
        """Smooth exponentially over the days that are over; the first one stands for itself."""
        if self.day == date.min:
            return 0.0
        last = float(self.sold_today)
        usual = self.units_a_day + (last - self.units_a_day) * rules.smoothing if self.units_a_day else last
        return usual * (1 - rules.smoothing) ** ((day - self.day).days - 1)
