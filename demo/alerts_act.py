"""The act in which a webhook is told, once, of the events of which the domain says so."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from contracts.scenario import MessageKind, Scenario, SourceMessage
from demo.act import Act, Phase, RunStage
from demo.check import Check, judge, judge_none
from demo.demo_run import DemoRun
from demo.flow import Pair, pair
from demo.message import name_of
from demo.webhook import WebhookStandIn, webhook
from domain import EVENT
from twin.resolve import Parameters


@dataclass(frozen=True)
class AlertsOutcome:
    """The ids of events that were due and that arrived, and those that came again though they were answered.

    An alert that is posted again because its answer was lost is the same alert to its receiver.
    """

    due: frozenset[str]
    received: frozenset[str]
    posts: int
    twice: Sequence[str] = ()

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Name what must not be."""
        return {
            "due and not alerted": sorted(self.due - self.received),
            "alerted and not due": sorted(self.received - self.due),
            "alerted twice": self.twice,
        }

    def checks(self) -> Iterator[Check]:
        """Return the lines of the reconciliation."""
        arrived = self.due & self.received
        yield judge(
            "Alerts that the webhook took", len(arrived), len(self.due), arrived == self.due == self.received
        )
        yield judge_none("Alerted twice, by a replay or a crash", self.twice, len(self.due))
        yield Check("Posts of them, with those without an answer", self.posts, varies=True)

    def figures(self) -> Mapping[str, object]:
        """Return the figures of demo.json."""
        return {
            "alerts_due": len(self.due),
            "alerts_received": len(self.received),
            "alerted_twice": len(self.twice),
            "alert_posts": self.posts,
        }


class AlertsAct(Act):
    """A local webhook takes alerts, fails at times, and must hear nothing new of a replay."""

    name = "alerts"
    needs = frozenset({"Webhook"})
    services = frozenset({"webhook"})
    outcome: AlertsOutcome | None = None
    _webhook: WebhookStandIn

    @contextmanager
    def stand_ins(self) -> Iterator[Parameters]:
        """Run the webhook."""
        with webhook(fails=self.options.breaks) as self._webhook:
            yield {(f"Sluice-{self.options.environment}-Webhook", "WebhookUrl"): self._webhook.url}

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        title = f"Holding alerts against the {EVENT.nouns}"
        again = "Looking for alerts that came twice"
        return (
            Phase(name="alerts", title=title, at=RunStage.EXAMINE, perform=self._compare),
            Phase(name="alerts again", title=again, at=RunStage.COMPARE, perform=self._look_again),
        )

    def flows(self, run: DemoRun) -> Mapping[Pair, int]:
        """Return what the function remembers."""
        function = run.deployment.services["webhook"]
        table = run.twin.app.output("AlertsTable")
        return {pair(run.deployment, function, table): len(self._webhook.taken)}

    def _compare(self, run: DemoRun) -> None:
        self.outcome = AlertsOutcome(
            due=due_of(run.scenario, [*run.record.accepted, *run.brought_in]),
            received=frozenset(self._webhook.taken),
            posts=self._webhook.posts.total(),
        )

    def _look_again(self, run: DemoRun) -> None:  # noqa: ARG002 (a phase's)
        """After all that comes again: what was answered once must not have been posted since."""
        if self.outcome:
            self.outcome = replace(self.outcome, twice=sorted({*self._webhook.posted_again}))


def due_of(scenario: Scenario, messages: Iterable[SourceMessage]) -> frozenset[str]:
    """Return the ids of events to tell of: of two payloads under one id either may be it."""
    return frozenset(
        name_of(each.data)
        for each in messages
        if each.kind is not MessageKind.BROKEN and scenario.alerts(json.loads(each.data))
    )
