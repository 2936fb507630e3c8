"""Alarms on what becomes of events: delivered, ordered, looked at."""

from collections.abc import Iterator

from aws_cdk import Duration

from stacks.alarms.row import Row, Urgency
from stacks.events import EventsStack
from stacks.metrics import HOUR, counted, oldest, waiting

ORDER_WAITS = Duration.minutes(30)
CASE_WAITS = Duration.hours(24)


def rows(events: EventsStack) -> Iterator[Row]:
    """In the order in which an event meets them."""
    yield _undelivered(events)
    yield from _orders(events)
    yield from _cases(events)


def _undelivered(events: EventsStack) -> Row:
    return Row(
        name="EventsUndelivered",
        fault="The bus could not deliver an event to a queue, and has given it up.",
        urgency=Urgency.PAGE,
        runbook="events-undelivered",
        metric=waiting(events.dead_letters),
    )


def _orders(events: EventsStack) -> Iterator[Row]:
    queue = events.reorder.queue
    yield Row(
        name="OrdersLate",
        fault=f"For 15 minutes a purchase order has waited for {ORDER_WAITS.to_minutes():.0f} or more.",
        urgency=Urgency.TICKET,
        runbook="orders-late",
        metric=oldest(queue),
        threshold=ORDER_WAITS.to_seconds(),
        periods=3,
    )
    yield Row(
        name="OrdersRefused",
        fault="A purchase order was refused, by the supplier or by the contract: it is in quarantine.",
        urgency=Urgency.TICKET,
        runbook="orders-refused",
        metric=counted(events.reorder, "OrdersRefused", period=HOUR),
    )
    yield Row(
        name="OrdersGivenUp",
        fault="A purchase order failed as often as it may: it is a dead letter.",
        urgency=Urgency.PAGE,
        runbook="orders-given-up",
        metric=waiting(queue.dead_letters),
    )


def _cases(events: EventsStack) -> Iterator[Row]:
    yield Row(
        name="CasesWaiting",
        fault=f"A suspicion of fraud has waited for {CASE_WAITS.to_hours():.0f} hours.",
        urgency=Urgency.TICKET,
        runbook="cases-waiting",
        metric=oldest(events.cases),
        threshold=CASE_WAITS.to_seconds(),
    )
    yield Row(
        name="CasesGivenUp",
        fault="A suspicion of fraud was taken as often as it may be, and never taken off the queue.",
        urgency=Urgency.TICKET,
        runbook="cases-waiting",
        metric=waiting(events.cases.dead_letters),
    )
