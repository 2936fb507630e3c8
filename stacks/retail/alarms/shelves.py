"""Alarms on how the shelves follow the stock's ledger, and on what becomes of orders."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from aws_cdk import Duration

from stacks.alarms.alarm_spec import AlarmSpec, Urgency
from stacks.alarms.consumer import define_reader_alarms
from stacks.alarms.events import define_undelivered_alarm
from stacks.metrics import HOUR, metric_count, metric_messages, metric_oldest_message
from stacks.retail.constructs.reorder import ReorderWorker
from stacks.retail.constructs.shelves import Shelves

if TYPE_CHECKING:
    from stacks.retail.shelves import ShelvesStack

ORDER_WAITS = Duration.minutes(30)


def define_alarms(stack: "ShelvesStack") -> Iterator[AlarmSpec]:
    """Yield the alarms, in the order in which stock that runs low meets the faults."""
    yield from _following(stack.shelves)
    yield define_undelivered_alarm("Orders", stack.undelivered)
    yield from _ordering(stack.reorder)


def _following(shelves: Shelves) -> Iterator[AlarmSpec]:
    """What they miss is counted anew."""
    missed = {f"{shelves.node.id}{fault}" for fault in ("GaveUp", "Dropped")}
    for spec in define_reader_alarms(shelves):
        yield replace(spec, runbook="shelves-wrong") if spec.name in missed else spec
    yield AlarmSpec(
        name=f"{shelves.node.id}Quarantined",
        fault="The shelves have refused a row that is no ledger's: somebody wrote it by hand.",
        urgency=Urgency.TICKET,
        runbook="events-quarantined",
        metric=metric_count(shelves, "RowsQuarantined", period=HOUR),
    )


def _ordering(reorder: ReorderWorker) -> Iterator[AlarmSpec]:
    yield AlarmSpec(
        name="OrdersLate",
        fault=f"For 15 minutes a purchase order has waited for {ORDER_WAITS.to_minutes():.0f} or more.",
        urgency=Urgency.TICKET,
        runbook="orders-late",
        metric=metric_oldest_message(reorder.queue),
        threshold=ORDER_WAITS.to_seconds(),
        periods=3,
    )
    yield AlarmSpec(
        name="OrdersRefused",
        fault="A purchase order was refused, by the supplier or by the contract: it is in quarantine.",
        urgency=Urgency.TICKET,
        runbook="orders-refused",
        metric=metric_count(reorder, "OrdersRefused", period=HOUR),
    )
    yield AlarmSpec(
        name="OrdersHeld",
        fault="A purchase order is over what is ordered without a person: it waits for one.",
        urgency=Urgency.TICKET,
        runbook="orders-held",
        metric=metric_count(reorder, "OrdersHeld", period=HOUR),
    )
    yield AlarmSpec(
        name="OrdersGivenUp",
        fault="A purchase order failed as often as it may: it is a dead letter.",
        urgency=Urgency.PAGE,
        runbook="orders-given-up",
        metric=metric_messages(reorder.queue.dead_letters),
    )
