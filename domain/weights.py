"""Goods that are sold by weight: how much was weighed, in whole grams."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PIECE = "piece"
GRAMS_A: Mapping[str, Decimal] = {
    "kg": Decimal(1_000),
    "g": Decimal(1),
    "lb": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
"""Grams a unit; pound and ounce are the international avoirdupois ones."""

UNITS: Mapping[str, str] = {
    **dict.fromkeys((PIECE, "pieces", "pc", "pcs", "each", "ea", "unit", "units", "st", "stk"), PIECE),
    **dict.fromkeys(("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"), "kg"),
    **dict.fromkeys(("g", "gr", "gram", "grams"), "g"),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds"), "lb"),
    **dict.fromkeys(("oz", "ounce", "ounces"), "oz"),
}
"""Units by what exporters call them, in small letters."""


class WeightWithoutUnit(ValueError):
    """A number that isn't whole, without what it is a number of."""


@dataclass(frozen=True, slots=True)
class SoldAmount:
    """What a line sold: units, and grams if they were weighed."""

    quantity: int
    weight_grams: int = 0


def weigh(quantity: Decimal, unit: str | None, grams: Decimal | None) -> SoldAmount:
    """Return what a quantity in a unit sold, with the grams of a weight that stands beside it, if one does.

    A quantity that is itself a weight is one unit, or one that came back, as a weight below zero is.
    Raise WeightWithoutUnit.
    """
    if not grams and unit is not None and unit in GRAMS_A:
        return SoldAmount(_sign(quantity), _whole(quantity * GRAMS_A[unit]))
    if grams:
        units = _sign(quantity) if _has_point(quantity) else int(quantity)
        return SoldAmount(-abs(units) if grams < 0 else units, _whole(grams))
    if _has_point(quantity) and not (unit == PIECE and quantity == int(quantity)):
        raise WeightWithoutUnit
    return SoldAmount(int(quantity))


def _has_point(quantity: Decimal) -> bool:
    """2.000 may be two kilograms or two pieces, so it says as little as 0.452."""
    return int(quantity.as_tuple().exponent) < 0


def _sign(quantity: Decimal) -> int:
    return int(quantity > 0) - int(quantity < 0)


def _whole(grams: Decimal) -> int:
    return int(abs(grams).quantize(Decimal(1), ROUND_HALF_UP))
