"""Queues of what couldn't be delivered."""

from review.loads import Load
from review.rows import Lines, Unpriced
from twin.assembly import Assembly, Resource

QUEUE = "AWS::SQS::Queue"


def lines(_assembly: Assembly, queue: Resource, _load: Load) -> Lines:
    """By request, and there are none while nothing fails."""
    yield Unpriced(queue, "Written only when a start fails.")
