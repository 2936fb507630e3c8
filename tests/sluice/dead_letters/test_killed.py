"""Whenever the process dies, each letter arrives at least once."""

from hypothesis import given, settings
from hypothesis import strategies as st
from ministack.services import sqs as queues

from tests.sluice.dead_letters.dead_queue import DeadQueue


class Killed(BaseException):
    """The process is gone."""


@settings(max_examples=40)
@given(deaths=st.lists(st.integers(0, 30), max_size=5))
def test_killed_at_any_call_every_letter_arrives_at_least_once(deaths: list[int]) -> None:
    """FAULTS 42, 43: deleted only when it was sent."""
    dead_queue = DeadQueue()
    dead_queue.die("1", "2", "3")

    for death in deaths:
        die_at(dead_queue, death)
        # What a dead process had taken is hidden for a while; then it is there again.
        become_visible()
    dead_queue.redrive()

    arrived = dead_queue.waiting(dead_queue.orders)
    assert set(arrived) == {"1", "2", "3"}
    assert dead_queue.waiting(dead_queue.dead) == []
    assert {each["body"] for each in dead_queue.kept().values()} == {"1", "2", "3"}


def die_at(dead_queue: DeadQueue, moment: int) -> None:
    left = iter(range(moment))

    def step(**_: object) -> None:
        if next(left, None) is None:
            raise Killed

    events = (dead_queue.sqs.meta.events, dead_queue.s3.meta.events)
    for each in events:
        each.register("before-call", step)
        each.register("after-call", step)
    try:
        dead_queue.redrive()
    except Killed:
        pass
    finally:
        for each in events:
            each.unregister("before-call", step)
            each.unregister("after-call", step)


def become_visible() -> None:
    for queue in queues._queues.values():
        for message in queue["messages"]:
            message["visible_at"] = 0
