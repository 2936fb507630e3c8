"""The movement of a store's stock that a sale makes, and the rule by which a stock is low."""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import ceil
from typing import Annotated, TypeAlias, cast

from msgspec import Meta, Struct

from contracts.consumer_spec import Balances, Effect
from domain.sale import Sale

Movement: TypeAlias = Mapping[str, int]
"""Units by sku: below zero what left the shelf, above zero what came back or was delivered."""

Days = Annotated[float, Meta(gt=0, le=365)]


class ReorderRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stock is low when what lies there would be sold before a delivery can come.

    Orders and the report both go by it.
    """

    lead_days: Days = 2.0
    safety: Annotated[float, Meta(ge=1, le=10)] = 1.5
    least: Annotated[int, Meta(ge=0)] = 6

    def reorder_point(self, units_a_day: float) -> int:
        """Return the number of units from which on down a stock is low."""
        return max(self.least, ceil(units_a_day * self.lead_days * self.safety))

    def is_low(self, on_hand: int, units_a_day: float) -> bool:
        """Tell whether so many units are to be ordered again, at the pace at which they sell."""
        return on_hand <= self.reorder_point(units_a_day)


def compute_movement(sale: Sale) -> Movement:
    """Take what was sold from the shelf and put what was returned (a negative quantity) back."""
    moved: Counter[str] = Counter()
    for line in sale.lines:
        moved[line.sku] -= line.quantity
    return moved


def sum_movements(movements: Iterable[Movement]) -> Movement:
    """Add up a store's movements, the opening stock among them: units by sku."""
    stock: Counter[str] = Counter()
    for moved in movements:
        for sku, units in moved.items():
            stock[sku] += units
    return stock


def effect(sale: Sale) -> Effect:
    """Return a sale's movement as attributes of its row."""
    return movement_attributes(compute_movement(sale))


def movement_attributes(moved: Movement) -> Effect:
    """Return a movement as attributes of a row."""
    return {"movement": moved}


def movement_of(row: Effect) -> Movement:
    """Return the movement that a row holds."""
    return cast("Movement", row["movement"])


def amounts(store_id: str, row: Effect) -> Balances:
    """Return what a row adds to the stock: units by product of its store."""
    return {(store_id, sku): units for sku, units in movement_of(row).items()}
