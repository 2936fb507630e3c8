"""New events are new, however many are made, and as many are too large as are meant to be."""

from datetime import date

from demo.message import name_of
from demo.new_events import new_events, oversized
from domain.scenario import SCENARIO
from lambdas.core.contract import parse
from producer.stream import BYTES_A_RECORD

SOLD = SCENARIO.source(date(2017, 12, 22), 1)


def test_each_new_event_has_an_id_that_neither_the_source_nor_another_has() -> None:
    made = [*new_events(SCENARIO, SOLD[0], 3), *new_events(SCENARIO, SOLD[0], 3, besides=3)]

    ids = {name_of(each.data) for each in made}
    assert len(ids) == 6
    assert ids.isdisjoint(name_of(each.data) for each in SOLD)
    assert all(parse(each.data) for each in made)


def test_an_oversized_event_is_the_same_event_and_fits_no_record() -> None:
    [new] = new_events(SCENARIO, SOLD[0])

    large = oversized(new)

    assert name_of(large.data) == name_of(new.data)
    assert len(large.data) > BYTES_A_RECORD
