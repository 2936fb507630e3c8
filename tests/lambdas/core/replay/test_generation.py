"""What a generation holds is a function of raw: no order of the chunks, and no death, changes it."""

from functools import partial
from hashlib import sha256
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core.replay.progress import Chunk
from tests.lambdas.core.replay.cloud import GENERATION, INVENTORY, LOYALTY, NOON, RAW, Cloud
from tests.lambdas.core.replay.deaths import Deaths
from tests.lambdas.core.replay.test_chunk import finished, worked
from tests.lambdas.corrections import correction
from tests.lambdas.ledgers import Script
from tests.lambdas.sales import encoded, line, sale

Sold = tuple[int, int]
"""A sale's number, and how much of it was sold: what tells payloads apart."""


def record(sold: Sold) -> bytes:
    number, quantity = sold
    return encoded(sale(number, occurred_at="2017-03-01T11:00:00Z", lines=[line("1082185", quantity)]))


def archived(cloud: Cloud, objects: list[list[Sold]]) -> list[Chunk]:
    return [
        cloud.archive([record(sold) for sold in sales], at=NOON, name=f"{number:02}")
        for number, sales in enumerate(objects)
    ]


def quantities(cloud: Cloud) -> dict[int, int]:
    return {
        int(entry.rpartition("/")[2]): -int(row["movement"]["M"]["1082185"]["N"])
        for (_, entry), row in cloud.rows(INVENTORY).items()
    }


def earliest(objects: list[list[Sold]]) -> dict[int, int]:
    first: dict[int, int] = {}
    for sales in objects:
        for number, quantity in sales:
            first.setdefault(number, quantity)
    return first


OBJECTS = st.lists(
    st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4)), min_size=1, max_size=8), min_size=1, max_size=4
)


@settings(max_examples=15)
@given(objects=OBJECTS, data=st.data())
def test_whatever_the_order_of_the_chunks_the_earliest_payload_stays(
    objects: list[list[Sold]], data: st.DataObject
) -> None:
    """FAULTS 14, 41: also when chunks come again, and when the function dies anywhere."""
    cloud = Cloud(at_once=1)
    chunks = archived(cloud, objects)
    cloud.start(into=GENERATION, rate=3)
    dying = Deaths(cloud, data.draw(st.lists(st.integers(0, 30), max_size=4)))

    for chunk in data.draw(st.permutations(chunks)):
        list(dying.survive(partial(worked, cloud, chunk), finished))

    assert quantities(cloud) == earliest(objects)
    assert cloud.rows(INVENTORY).keys() == cloud.rows(LOYALTY).keys()
    assert not cloud.shards.calls


def test_a_row_says_where_in_raw_it_comes_from() -> None:
    cloud = Cloud()
    [chunk] = archived(cloud, [[(1, 1), (2, 1)]])
    cloud.start(into=GENERATION)

    worked(cloud, chunk)

    places = sorted(row["place"]["S"] for row in cloud.rows(LOYALTY).values())
    where = f"{NOON.isoformat()}/{chunk.key}#{chunk.version}"
    assert places == [f"{where}/00000001", f"{where}/00000002"]


def test_an_earlier_payload_takes_the_place_of_a_later_one_even_if_a_third_comes_in_between() -> None:
    """FAULTS 12, 15: between the look at what is there and the write, somebody else writes."""
    cloud = Cloud()
    first, second, third = archived(cloud, [[(1, 1)], [(1, 2)], [(1, 3)]])
    cloud.start(into=GENERATION)
    worked(cloud, third)

    reads = count()

    def meanwhile(**_: Any) -> None:
        """Behind the look at the rows, which comes second: the first is at the checkpoint."""
        if next(reads) == 1:
            worked(cloud, first)

    cloud.dynamodb.meta.events.register("after-call.dynamodb.BatchGetItem", meanwhile)
    worked(cloud, second)

    assert quantities(cloud) == {1: 1}


def test_an_oversized_sale_is_fetched_from_where_it_lies() -> None:
    cloud = Cloud()
    whole = record((7, 3))
    cloud.s3.put_object(Bucket=RAW, Key="claims/7", Body=whole)
    claimed = {"key": "claims/7", "sha256": sha256(whole).hexdigest(), "bytes": len(whole)}
    gone = {"key": "claims/8", "sha256": "0" * 64, "bytes": 1}
    chunk = cloud.archive(
        [encoded(sale(7, lines=None, claim=claimed)), encoded(sale(8, lines=None, claim=gone))]
    )
    cloud.start(into=GENERATION)

    worked(cloud, chunk)

    assert quantities(cloud) == {7: 3}
    [at] = cloud.checkpoints.of(chunk.replay, [chunk])
    assert (at.sent, at.left_out) == (1, 1)


def test_a_row_that_the_table_refuses_is_not_passed_over() -> None:
    cloud = Cloud()
    [chunk] = archived(cloud, [[(1, 1)]])
    cloud.start(into=GENERATION)
    refusal = {"Responses": [{"Error": {"Code": "ThrottlingError", "Message": "later"}}]}

    def refused(parsed: dict[str, Any], **_: Any) -> None:
        parsed.update(refusal)

    cloud.dynamodb.meta.events.register("after-call.dynamodb.BatchExecuteStatement", refused)

    with pytest.raises(RuntimeError, match="ThrottlingError"):
        worked(cloud, chunk)
    [at] = cloud.checkpoints.of(chunk.replay, [chunk])
    assert at.line == 0


def test_a_row_that_the_table_never_takes_is_left_out_and_the_next_under_its_id_stands() -> None:
    """As at the consumer, which has it in quarantine."""
    cloud = Cloud()
    [chunk] = archived(cloud, [[(1, 4), (1, 2), (2, 1)]])
    cloud.start(into=GENERATION)
    Script(cloud.dynamodb).refuse_calls_with("'-4'", "ValidationException", 400)

    worked(cloud, chunk)

    assert quantities(cloud) == {1: 2, 2: 1}
    [at] = cloud.checkpoints.of(chunk.replay, [chunk])
    assert (at.sent, at.left_out, at.done) == (2, 1, True)


@given(data=st.data())
@settings(max_examples=15)
def test_whatever_the_order_of_the_chunks_the_last_correction_stays(data: st.DataObject) -> None:
    """FAULTS 53."""
    cloud = Cloud(at_once=1)
    first, second = (
        correction(cloud.s3, RAW, record((1, 5 + number)), number=number, settles=[record((1, 2))])
        for number in (1, 2)
    )
    payloads = [[record((1, 2)), record((2, 1))], [first], [second], [record((1, 3))]]
    chunks = [
        cloud.archive(records, at=NOON, name=f"{number:02}")
        for number, records in enumerate(data.draw(st.permutations(payloads)))
    ]
    cloud.start(into=GENERATION, rate=3)

    for chunk in data.draw(st.permutations(chunks)):
        worked(cloud, chunk)

    assert quantities(cloud) == {1: 7, 2: 1}
    assert {row.get("correction") == {"N": "2"} for row in cloud.rows(INVENTORY).values()} == {True, False}
