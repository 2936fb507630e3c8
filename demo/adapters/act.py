"""Each adapter brings some sales, many of them twice or by a till as well: each counts once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any

from demo.adapters.partner_api import PartnerApi
from demo.baskets import compact
from demo.fresh import fresh
from demo.message import Message, name_of
from demo.movers import service_clients
from demo.play import Play
from twin.deploy import Twin
from twin.errors import TwinError
from twin.permissions.authorizer import Principal
from twin.permissions.holders import policy_holder
from twin.plane.topic_rules import RulesEngine, topic_rules
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
class AdapterSales:
    """What came by each adapter, under its name."""

    by_source: Mapping[str, Sequence[Message]]

    @property
    def sale_ids(self) -> list[str]:
        """The sales, each once."""
        return [name_of(sale.data) for sales in self.by_source.values() for sale in sales]


class SourcesAct:
    """The sources of a deployment that has all three adapters."""

    def __init__(self, twin: Twin, api: PartnerApi) -> None:
        self._twin, self._api = twin, api
        self._queue = twin.app.output("QueueSourceUrl")
        self._topic = twin.app.output("DeviceTopic")
        sender = policy_holder(twin.app, "QueueSenderPolicyArn")
        self._sqs = twin.emulator.client("sqs", sender)
        self._engine = RulesEngine(
            topic_rules(twin.app), service_clients(twin.emulator), stream_full=_every_other()
        )

    @classmethod
    def of(cls, twin: Twin, api: PartnerApi) -> "SourcesAct | None":
        """Return the act of a deployment, or nothing if it lacks the adapters."""
        outputs = {name for stack in twin.app.assembly.stacks for name in stack.outputs}
        needed = {"QueueSourceUrl", "DeviceTopic", "ApiSourceFunction"}
        return cls(twin, api) if needed <= outputs else None

    def perform(self, play: Play, sales: Sequence[Message]) -> AdapterSales:
        """Bring new sales by each way; `play` notes what comes, and sends as tills do."""
        queued, published, offered = _new_sales(sales)
        for way, some in ((self._send, queued), (self._publish, published)):
            for each in (some, some[:REPEATED]):
                way(each)
                play.note_accepted(each)
        self._api.events = [sale.data for sale in offered]
        self._read_api()
        play.note_accepted(offered)
        play.send(offered[:REPEATED])
        return AdapterSales({"queue": queued, "devices": published, "api": offered})

    def _send(self, sales: Sequence[Message]) -> None:
        for first in range(0, len(sales), BATCH):
            entries = [
                {"Id": str(place), "MessageBody": sale.data.decode()}
                for place, sale in enumerate(sales[first : first + BATCH])
            ]
            self._sqs.send_message_batch(QueueUrl=self._queue, Entries=entries)

    def _publish(self, sales: Sequence[Message]) -> None:
        for sale in sales:
            self._engine.publish(Publish(self._topic.replace("+", sale.store_id), sale.data))

    def _read_api(self) -> None:
        """Start two runs as the schedule does, by its role, and wait for each: the second finds nothing."""
        function = self._twin.app.output("ApiSourceFunction")
        [target] = [
            one.properties["Target"]
            for one in self._twin.app.resources("AWS::Scheduler::Schedule")
            if f'"FunctionName":"{function}"' in one.properties["Target"].get("Input", "")
        ]
        functions = self._twin.emulator.client("lambda", Principal.role(target["RoleArn"]))
        asked = json.loads(target["Input"])
        for _ in range(2):
            ran = functions.invoke(FunctionName=asked["FunctionName"], Payload=asked["Payload"].encode())
            answer: Any = ran["Payload"].read()
            if ran.get("FunctionError"):
                raise RunFailed(f"The API's adapter failed: {answer.decode()}")


def _new_sales(sales: Sequence[Message]) -> tuple[list[Message], list[Message], list[Message]]:
    """Return sales for each of three sources, each like another one of the play, whenever that was."""
    every = max(1, len(sales) // (3 * SALES_A_SOURCE))
    like = cycle(sales[::every])
    made = [
        _paid_otherwise(new)
        for number in range(3 * SALES_A_SOURCE)
        for new in fresh(next(like), besides=MADE_BEFORE + number)
    ]
    first, second = SALES_A_SOURCE, 2 * SALES_A_SOURCE
    return made[:first], made[first:second], made[second:]


def _paid_otherwise(sale: Message) -> Message:
    """Return the sale with another payment token: one card twice in a row is a suspicion of its own."""
    content = json.loads(sale.data)
    kind, _, digits = content["payment_token"].partition("_")
    return replace(sale, data=compact({**content, "payment_token": f"{kind}_{digits[::-1]}"}))


def _every_other() -> Iterator[bool]:
    """Say yes and no in turn: the stream is full for every other message of a device."""
    return cycle((False, True))
