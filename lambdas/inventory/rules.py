"""What a sale does to the stock of its store."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from lambdas.contracts import Sale

Movement: TypeAlias = Mapping[str, int]
"""Units by sku: below zero what left the shelf, above zero what came back or was delivered."""


def movement(sale: Sale) -> Movement:
    """Take what was sold from the shelf and put what was returned (a negative quantity) back."""
    moved: Counter[str] = Counter()
    for line in sale.lines:
        moved[line.sku] -= line.quantity
    return moved


def on_hand(movements: Iterable[Movement]) -> Movement:
    """Add up a store's movements, the opening stock among them: units by sku."""
    stock: Counter[str] = Counter()
    for moved in movements:
        for sku, units in moved.items():
            stock[sku] += units
    return stock
