"""Batches are what one call takes."""

from datetime import UTC, datetime

from lambdas.core.replay.batches import BYTES_A_CALL, LINES_A_BATCH, ReplayBatch, split_batches
from tests.lambdas.sales import BOUNDS, encoded, sale

AT = datetime(2017, 3, 1, 15, tzinfo=UTC)


def parted(
    lines: list[bytes], *, after: int = 0, most: int = 500, only: str | None = None
) -> list[ReplayBatch]:
    return list(
        split_batches(lines, after=after, most=most, only=only, arrived_at=AT, oldest=BOUNDS.oldest_day)
    )


def test_every_line_is_in_one_batch_and_the_last_batch_says_so() -> None:
    lines = [encoded(sale(number)) for number in range(7)]

    found = parted(lines, most=3)

    assert [[kept.line for kept in batch.records] for batch in found] == [[1, 2, 3], [4, 5, 6], [7]]
    assert [(batch.line, batch.last) for batch in found] == [(3, False), (6, False), (7, True)]


def test_a_batch_is_no_larger_than_a_call() -> None:
    much = "x" * 600_000
    lines = [encoded(sale(number, note=much)) for number in range(13)]

    sizes = [sum(len(kept.data) for kept in batch.records) for batch in parted(lines)]

    assert max(sizes) <= BYTES_A_CALL < sum(sizes)


def test_a_store_that_sold_little_is_no_reason_to_begin_again_from_the_start() -> None:
    lines = [encoded(sale(1, "31401"))] * (LINES_A_BATCH + 5)

    found = parted(lines, only="367")

    assert [(list(batch.records), batch.line) for batch in found] == [
        ([], LINES_A_BATCH),
        ([], len(lines)),
    ]


def test_goes_on_behind_the_lines_that_are_dealt_with() -> None:
    lines = [encoded(sale(number)) for number in range(3)]

    assert [kept.data for batch in parted(lines, after=2) for kept in batch.records] == lines[2:]
    assert parted(lines, after=3) == [ReplayBatch([], 3, 0, last=True)]
