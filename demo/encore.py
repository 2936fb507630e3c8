"""After the close: a day comes again, and with it a sale that is late."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from demo.fresh import fresh, oversized
from demo.message import Message
from demo.night import Night, Office
from demo.performance import Stage
from demo.store_days import business_day, differing, reported


@dataclass(frozen=True)
class Encore:
    """What came, and what it changed: one sale more, and the report of its store's day."""

    came_again: int
    late: str
    curated: int
    restated: Sequence[str]

    def figures(self) -> dict[str, object]:
        """What came, and what it restated, as JSON."""
        return {"came_again": self.came_again, "restated": len(self.restated)}

    @property
    def wrong(self) -> list[str]:
        """Name what changed and shouldn't have, or should have and didn't."""
        more = [f"{self.curated} sales were curated, one was new"] if self.curated != 1 else []
        return more + sorted({*self.restated} ^ {self.late})


def encore(stage: Stage, office: Office, sales: Sequence[Message], before: Night) -> Encore:
    """Send the first day's sales again, and a sale for the last day; curate and close once more.

    That sale is too large for a record, so a claim check travels in its place.
    """
    first_day = sales[0].sent_at.date()
    again = [message for message in sales if message.sent_at.date() == first_day]
    late = oversized(fresh(sales[-1])[0])
    with stage.play() as play:
        play.send([*again, late])
    after = office.close(before.expectation)
    sale = json.loads(late.data)
    return Encore(
        came_again=len(again),
        late=f"store {sale['store_id']} on {business_day(sale)}",
        curated=after.curated - before.curated,
        restated=differing(reported(before.store_days), reported(after.store_days)),
    )
