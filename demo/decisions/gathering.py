"""Reads what was decided: the queue of cases, the supplier's books, the shelves; and replays all of it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo import reality
from demo.decisions.cases import Case, taken
from demo.decisions.decided import Decided, Replayed, Shelf
from demo.decisions.supplier import Supplier
from demo.frauds import Incident
from demo.message import name_of
from twin.deploy import Twin

if TYPE_CHECKING:
    from demo.performance import Performance, Stage

REPLAYS = ("audit-1", "orders-1")
"""The first is named for nobody: no rule with an effect hears of it. The second reaches the orders."""


@dataclass(frozen=True)
class Decisions:
    """Who decided in a deployment, and on what."""

    twin: Twin
    supplier: Supplier
    incidents: Sequence[Incident]
    performance: "Performance"

    def gathered(self, stage: "Stage", stock: Mapping[str, int]) -> Decided:
        """Read everything, and then replay every event of the bus."""
        sqs, dynamodb = self.twin.emulator.client("sqs"), self.twin.emulator.client("dynamodb")
        cases = taken(sqs, self.twin.app.output("CasesQueue"))
        shelves = dict(_shelves(reality.ledger(dynamodb, self.twin.app.output("ShelvesTable"))))
        orders, posts = dict(self.supplier.orders), self.supplier.posts.copy()
        return Decided(
            incidents=self.incidents,
            cases=cases,
            orders=orders,
            posts=posts,
            shelves=shelves,
            stock=stock,
            replays={name: self._replayed(name, stage) for name in REPLAYS},
            waits=list(self._waits(cases).values()),
        )

    def _waits(self, cases: Iterable[Case]) -> dict[str, float]:
        """By sale, until it was told first; a case that the play's record doesn't hold came after it."""
        recorder = self.performance.recorder
        heard = recorder.heard()
        accepted = zip(self.performance.accepted, recorder.accepted, strict=True)
        # Of a sale that was sent twice the first counts.
        since = {name_of(message.data): at for message, at in reversed(list(accepted))}
        told = sorted((heard[case.heard_as], case.sale_id) for case in cases if case.heard_as in heard)
        return {sale_id: at - since[sale_id] for at, sale_id in reversed(told)}

    def _replayed(self, name: str, stage: "Stage") -> Replayed:
        before = len(self.supplier.orders)
        events = stage.replay(self.twin.app.output("BusArchive"), name)
        return Replayed(events, len(self.supplier.orders) - before)


def _shelves(rows: Iterable[Mapping[str, object]]) -> Iterator[tuple[str, Shelf]]:
    for row in rows:
        kept = json.loads(str(row["shelf"]))
        shelf = Shelf(kept.get("on_hand", 0), kept.get("watched", False), kept.get("crossings", 0))
        yield f"{row['store_id']}/{row['sku']}", shelf
