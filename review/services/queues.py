"""Queues of work, and of what couldn't be done or delivered."""

import prices
from prices import MILLION
from review.bill_lines import Lines, Unpriced
from review.loads import MonthlyLoad
from twin.assembly import Assembly, Resource

QUEUE = "AWS::SQS::Queue"

DEAD_LETTERS = "Written only when something can't be delivered or done."
BY_REQUEST = (
    f"${prices.QUEUE_REQUEST.dollars * MILLION:.2f} a million requests, three a message: "
    "how many messages come isn't in the template."
)


def lines(_assembly: Assembly, queue: Resource, _load: MonthlyLoad) -> Lines:
    """Yield why it has no price: by request; a queue without dead letters of its own is one of them."""
    yield Unpriced(queue, BY_REQUEST if "RedrivePolicy" in queue.properties else DEAD_LETTERS)
