from twin.plane.observations import EventDelivered, EventTaken, Observation, QueueInvoked
from twin.plane.plane import Handovers


def test_tells_when_something_was_last_handed_on_and_passes_everything_to_the_observer() -> None:
    told: list[Observation] = []
    handovers = Handovers(told.append)
    observed: list[Observation] = [
        EventDelivered(12.0, "arn:rule", "arn:queue", "e1", attempts=1, replay=None),
        QueueInvoked(11.0, "reorder", "arn:queue", messages=1, deleted=1, seconds=0.1, function_error=None),
        EventTaken(13.0, "sales", "e2", "StockLow"),
    ]

    for each in observed:
        handovers(each)

    assert handovers.last_at == 12.0
    assert told == observed
