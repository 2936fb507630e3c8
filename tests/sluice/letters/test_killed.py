"""Whenever the process dies, each letter arrives at least once."""

from hypothesis import given, settings
from hypothesis import strategies as st
from ministack.services import sqs as queues

from tests.sluice.letters.office import Office


class Killed(BaseException):
    """The process is gone."""


@settings(max_examples=40)
@given(deaths=st.lists(st.integers(0, 30), max_size=5))
def test_killed_at_any_call_every_letter_arrives_at_least_once(deaths: list[int]) -> None:
    """FAULTS 42, 43: deleted only when it was sent."""
    office = Office()
    office.die("1", "2", "3")

    for death in deaths:
        die_at(office, death)
        # What a dead process had taken is hidden for a while; then it is there again.
        become_visible()
    office.redrive()

    arrived = office.waiting(office.orders)
    assert set(arrived) == {"1", "2", "3"}
    assert office.waiting(office.dead) == []
    assert {each["body"] for each in office.kept().values()} == {"1", "2", "3"}


def die_at(office: Office, moment: int) -> None:
    left = iter(range(moment))

    def step(**_: object) -> None:
        if next(left, None) is None:
            raise Killed

    events = (office.sqs.meta.events, office.s3.meta.events)
    for each in events:
        each.register("before-call", step)
        each.register("after-call", step)
    try:
        office.redrive()
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
