"""A letter that is looked at stays as it is, and one that goes was kept before."""

from tests.sluice.dead_letters.dead_queue import FAILED, DeadQueue


def test_a_letter_is_kept_before_it_goes_and_under_one_key(dead_queue: DeadQueue) -> None:
    """FAULTS 42: a queue forgets after 14 days."""
    dead_queue.die('{"detail-type": "StockLow"}', attributes=FAILED)
    list(dead_queue.letters.keep())
    list(dead_queue.letters.keep())

    [(key, kept)] = dead_queue.kept().items()
    dead_queue.redrive()

    assert list(dead_queue.kept()) == [key]
    assert key.startswith("letters/Dead/20")
    assert (kept["body"], kept["attributes"], kept["queue"]) == (
        '{"detail-type": "StockLow"}',
        FAILED,
        "Dead",
    )


def test_looking_takes_nothing_away_and_hides_nothing(dead_queue: DeadQueue) -> None:
    dead_queue.die("1", "2")

    assert {each.body for each in dead_queue.letters.peek()} == {"1", "2"}
    assert {each.body for each in dead_queue.letters.peek()} == {"1", "2"}
