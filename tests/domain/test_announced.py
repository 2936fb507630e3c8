"""What is announced on the bus because of a sale is a type of the bus."""

from domain import CONSUMERS, EVENT, bus_events


def test_every_announced_type_is_one_that_travels_on_the_bus() -> None:
    announced = {*EVENT.announces, *(kind for each in CONSUMERS for kind in each.announces)}

    assert announced == {
        each.__name__ for each in (bus_events.StockLow, bus_events.OrderPlaced, bus_events.FraudSuspected)
    }
