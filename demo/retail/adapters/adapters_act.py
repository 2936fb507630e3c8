"""Each adapter brings some sales, many of them twice or by a till as well: each counts once."""

import json
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any

from contracts.scenario import MessageKind, Scenario, SourceMessage, compact
from demo.act import Act, Phase, RunStage
from demo.check import Check, judge
from demo.demo_run import DemoRun
from demo.message import name_of
from demo.new_events import new_events
from demo.options import Options
from demo.retail.adapters.partner_api import PartnerApi, partner_api
from twin.deploy import Twin
from twin.errors import TwinError
from twin.movers import service_clients
from twin.permissions.authorizer import Principal
from twin.permissions.holders import policy_holder
from twin.plane.topic_rules import RulesEngine, topic_rules
from twin.resolve import Parameters
from twin.semantics.topic_rule_sql import Publish

SALES_A_SOURCE = 20
REPEATED = 10
"""Of each source's sales so many come once more: by the same way, or by a till."""
MADE_BEFORE = 1_000
"""Receipts that other acts make."""
BATCH = 10


class RunFailed(TwinError):
    """A run of a deployed adapter ended in an error."""


@dataclass(frozen=True)
class AdapterOutcome:
    """The sales that came by any adapter, and those of them that were applied twice or not at all."""

    sale_ids: Collection[str]
    twice: Sequence[str]
    lost: Sequence[str]

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Nothing besides: every sale is in the reconciliation."""
        return {}

    def checks(self) -> Iterator[Check]:
        """Return the line of the reconciliation."""
        sales = len(self.sale_ids)
        counted = sales - len({*self.twice, *self.lost})
        yield judge("By queue, device and API, counted once", counted, sales, counted == sales)

    def figures(self) -> Mapping[str, object]:
        """Return what came by adapters, each sale once, as JSON."""
        return {
            "adapter_sales": len(self.sale_ids),
            "adapter_sales_twice": len(self.twice),
            "adapter_sales_lost": len(self.lost),
        }


class AdaptersAct(Act):
    """Sales come by an application's queue, by devices and by a partner's API."""

    name = "adapters"
    needs = frozenset({"Sources/queue", "Sources/devices", "Sources/api"})
    outcome: AdapterOutcome
    _api: PartnerApi

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._sale_ids: frozenset[str] = frozenset()

    @contextmanager
    def stand_ins(self) -> Iterator[Parameters]:
        """Run the partner's API."""
        with partner_api() as self._api:
            yield {(f"Sluice-{self.options.environment}-Sources", "ApiUrl"): self._api.url}

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        return (
            Phase(
                name="adapters",
                title="Sales by a queue, by devices and by an API",
                at=RunStage.BRING,
                perform=self._bring,
            ),
            Phase(
                name="counted",
                title="Counting what came by adapters",
                at=RunStage.EXAMINE,
                perform=self._count,
            ),
        )

    def origins(self) -> Mapping[str, Iterable[str]]:
        """Return what came by adapters."""
        return {"by queue, devices and API": self._sale_ids}

    def _bring(self, run: DemoRun) -> None:
        """Bring new sales by each way; what comes again by a till does so at the end."""
        sold = [message for message in run.messages if message.kind is MessageKind.EVENT]
        queued, published, offered = new_sales(run.scenario, sold)
        self._sale_ids = frozenset(name_of(sale.data) for sale in (*queued, *published, *offered))
        for way, some in ((self._send, queued), (self._publish, published)):
            for each in (some, some[:REPEATED]):
                way(run.twin, each)
                run.record.accept_others(each, [time.time()] * len(each))
        self._api.events = [sale.data for sale in offered]
        self._read_api(run.twin)
        run.record.accept_others(offered, [time.time()] * len(offered))
        with run.running.open_sender() as sender:
            sender.send(offered[:REPEATED])
        run.record.sent += offered[:REPEATED]
        run.record.accept(sender.accepted, sender.accepted_at)

    def _count(self, run: DemoRun) -> None:
        found = run.reconciliation
        twice, lost = self._sale_ids & {*found.applied_twice}, self._sale_ids - found.arrived
        self.outcome = AdapterOutcome(self._sale_ids, sorted(twice), sorted(lost))

    def _send(self, twin: Twin, sales: Sequence[SourceMessage]) -> None:
        sqs = twin.emulator.client("sqs", policy_holder(twin.app, "QueueSenderPolicyArn"))
        queue = twin.app.output("QueueSourceUrl")
        for first in range(0, len(sales), BATCH):
            entries = [
                {"Id": str(place), "MessageBody": sale.data.decode()}
                for place, sale in enumerate(sales[first : first + BATCH])
            ]
            sqs.send_message_batch(QueueUrl=queue, Entries=entries)

    def _publish(self, twin: Twin, sales: Sequence[SourceMessage]) -> None:
        rules, topic = topic_rules(twin.app), twin.app.output("DeviceTopic")
        engine = RulesEngine(rules, service_clients(twin.emulator), stream_full=_every_other())
        for sale in sales:
            engine.publish(Publish(topic.replace("+", sale.partition), sale.data))

    def _read_api(self, twin: Twin) -> None:
        """Start two runs as the schedule does, by its role, and wait for each: the second finds nothing."""
        function = twin.app.output("ApiSourceFunction")
        [target] = [
            one.properties["Target"]
            for one in twin.app.resources("AWS::Scheduler::Schedule")
            if f'"FunctionName":"{function}"' in one.properties["Target"].get("Input", "")
        ]
        functions = twin.emulator.client("lambda", Principal.role(target["RoleArn"]))
        asked = json.loads(target["Input"])
        for _ in range(2):
            ran = functions.invoke(FunctionName=asked["FunctionName"], Payload=asked["Payload"].encode())
            answer: Any = ran["Payload"].read()
            if ran.get("FunctionError"):
                raise RunFailed(f"The API's adapter failed: {answer.decode()}")


def new_sales(
    scenario: Scenario, sales: Sequence[SourceMessage]
) -> tuple[list[SourceMessage], list[SourceMessage], list[SourceMessage]]:
    """Return sales for each of three sources, each like another one of the play, whenever that was."""
    every = max(1, len(sales) // (3 * SALES_A_SOURCE))
    like = cycle(sales[::every])
    made = [
        _paid_otherwise(new)
        for number in range(3 * SALES_A_SOURCE)
        for new in new_events(scenario, next(like), besides=MADE_BEFORE + number)
    ]
    first, second = SALES_A_SOURCE, 2 * SALES_A_SOURCE
    return made[:first], made[first:second], made[second:]


def _paid_otherwise(sale: SourceMessage) -> SourceMessage:
    """Return the sale with another payment token: one card twice in a row is a suspicion of its own."""
    content = json.loads(sale.data)
    kind, _, digits = content["payment_token"].partition("_")
    return replace(sale, data=compact({**content, "payment_token": f"{kind}_{digits[::-1]}"}))


def _every_other() -> Iterator[bool]:
    """Say yes and no in turn: the stream is full for every other message of a device."""
    return cycle((False, True))
