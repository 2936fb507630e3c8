"""The act after the close: a day comes again, and with it a sale that is late."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from contracts.scenario import MessageKind
from demo.act import Act, Phase, RunStage
from demo.check import Check, judge
from demo.demo_run import DemoRun
from demo.new_events import new_events, oversized
from demo.retail.close_run import LakeJobs
from demo.retail.store_days import business_day, differing, reported


@dataclass(frozen=True)
class LateSale:
    """What came, and what it changed: one sale more, and the report of its store's day."""

    came_again: int
    late: str
    curated: int
    restated: Sequence[str]
    store_days: int

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Name what changed and shouldn't have, or should have and didn't."""
        more = [f"{self.curated} sales were curated, one was new"] if self.curated != 1 else []
        return {"changed by what came again": more + sorted({*self.restated} ^ {self.late})}

    def checks(self) -> Iterator[Check]:
        """Return the line of the reconciliation."""
        good = not any(self.wrong.values())
        yield judge("Restated by a late sale, and a day again", len(self.restated), self.store_days, good)

    def figures(self) -> dict[str, object]:
        """Return what came, and what it restated, as JSON."""
        return {"came_again": self.came_again, "restated": len(self.restated)}


class LateSaleAct(Act):
    """Sends the first day's sales again, and a sale for the last day; curates and closes once more.

    That sale is too large for a record, so a claim check travels in its place.
    """

    name = "late"
    builds_on = frozenset({"close"})
    outcome: LateSale

    def phases(self) -> Sequence[Phase]:
        """Return its step."""
        title = "A day comes again, and a sale late"
        return (Phase(name="again", title=title, at=RunStage.EXAMINE, perform=self._send_late),)

    def _send_late(self, run: DemoRun) -> None:
        jobs = LakeJobs(run.twin)
        before = jobs.read(run.expectation)
        sold = [message for message in run.record.accepted if message.kind is MessageKind.EVENT]
        last = max(sold, key=attrgetter("sent_at"))
        again = sorted(
            (sale for sale in sold if sale.sent_at.date() == run.first_day), key=attrgetter("sent_at")
        )
        late = oversized(new_events(run.scenario, last)[0])
        with run.running.open_sender() as sender:
            sender.send([*again, late])
        after = jobs.close(before.expectation)
        sale = json.loads(late.data)
        self.outcome = LateSale(
            came_again=len(again),
            late=f"store {sale['store_id']} on {business_day(sale)}",
            curated=after.curated - before.curated,
            restated=differing(reported(before.store_days), reported(after.store_days)),
            store_days=len(before.store_days),
        )
