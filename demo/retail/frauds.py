"""Frauds on top of real baskets, labelled: made up after patterns that retailers describe, from a seed.

Each pattern varies around what the rules look for, so that some incidents stay below every threshold: what is
caught of them is a finding, not a foregone conclusion.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from random import Random
from typing import Any

from contracts.scenario import SourceMessage, compact

LONGEST = timedelta(minutes=90)
"""No incident lasts into the next day, so that none opens a day that sold nothing."""

REGISTER = "66"
"""No store of the data set has one."""

Sale = dict[str, Any]
Changes = Iterator[tuple[timedelta, Sale]]
"""How long after the victim's sale each one comes, and what differs in it."""


@dataclass(frozen=True)
class Scene:
    """A victim's sale, the stores there are, and chance."""

    sale: Sale
    stores: Sequence[str]
    random: Random

    @property
    def token(self) -> str:
        """A card that nobody has used."""
        return "tok_" + "".join(self.random.choices("abcdefghijklmnop", k=24))

    def within(self, least: float, most: float) -> timedelta:
        """Some time between so many minutes and so many."""
        return timedelta(minutes=self.random.uniform(least, most))

    def returned(self, least: int, most: int) -> list[Sale]:
        """Return the line of a product of the sale that comes back, for some cents."""
        cents = self.random.randint(least, most)
        return [{"sku": self.sale["lines"][0]["sku"], "quantity": -1, "total_cents": -cents}]


@dataclass(frozen=True)
class Incident:
    """A fraud, and the sales by which it could be seen."""

    pattern: str
    sales: tuple[SourceMessage, ...]


def incidents(sales: Sequence[SourceMessage], count: int, seed: int) -> list[Incident]:
    """Make up incidents, pattern by pattern, each from the basket of a victim; the same for the same seed."""
    random = Random(seed)  # noqa: S311
    by_day = [sale for sale in sales if (sale.sent_at + LONGEST).date() == sale.sent_at.date()]
    victims = random.sample(by_day, min(count, len(by_day)))
    stores = sorted({sale.partition for sale in sales})
    return [
        Incident(
            pattern.__name__,
            tuple(_sales(victim, pattern(Scene(json.loads(victim.data), stores, random)), number)),
        )
        for number, (victim, pattern) in enumerate(zip(victims, cycle(PATTERNS), strict=False))
    ]


def stolen_card(scene: Scene) -> Changes:
    """Yield the purchases of somebody who has found a card, for as long as it works."""
    token = scene.token
    for later in _spread(scene.random.randint(3, 6), scene.within(4, 14)):
        yield later, {"payment_token": token, "loyalty_id": None}


def lent_membership(scene: Scene) -> Changes:
    """Yield the sales at which a cashier enters the own membership for customers who have none."""
    for later in _spread(scene.random.randint(4, 7), scene.within(25, 80)):
        yield later, {"payment_token": scene.token}


def copied_membership(scene: Scene) -> Changes:
    """Yield the sales of a copied membership, elsewhere, while its member still shops."""
    elsewhere = [store for store in scene.stores if store != scene.sale["store_id"]] or scene.stores
    store = scene.random.choice(elsewhere)
    yield scene.within(1, 8), {"payment_token": scene.token, "store_id": store}


def returned_in_parts(scene: Scene) -> Changes:
    """Yield refunds of stolen goods, little by little."""
    for later in _spread(scene.random.randint(2, 5), scene.within(30, 90)):
        yield later, {"payment_token": scene.token, "lines": scene.returned(50, 900)}


def refund_of_nothing(scene: Scene) -> Changes:
    """Yield refunds that no customer asked for, booked by a cashier onto a card."""
    changed = {"payment_token": scene.token, "loyalty_id": None, "lines": scene.returned(1_000, 20_000)}
    yield scene.within(1, 60), changed


PATTERNS: tuple[Callable[[Scene], Changes], ...] = (
    stolen_card,
    lent_membership,
    copied_membership,
    returned_in_parts,
    refund_of_nothing,
)


def _sales(victim: SourceMessage, changes: Changes, number: int) -> Iterator[SourceMessage]:
    for place, (later, changed) in enumerate(changes):
        sale = {**json.loads(victim.data), "register_id": REGISTER, **changed}
        sold_at = victim.sent_at + later
        sale["sale_id"] = f"{sale['store_id']}/{sold_at.date()}/{REGISTER}/{number + 1}{place:03}"
        sale["occurred_at"] = f"{sold_at:%Y-%m-%dT%H:%M:%SZ}"
        known = {name: value for name, value in sale.items() if value is not None}
        yield SourceMessage(sale["store_id"], sold_at, compact(known))


def _spread(sales: int, over: timedelta) -> list[timedelta]:
    return [over * place / sales for place in range(1, sales + 1)]
