"""What goes again, when, and how a store keeps its order meanwhile."""

from itertools import repeat
from pathlib import Path

from producer import Spooled
from producer.producer import ATTEMPTS
from tests.producer.sales import OUTAGE, REPLY_LOST, Fault, FaultyStream, sale, sale_ids
from tests.producer.till import Till


def test_resends_only_what_failed(tmp_path: Path) -> None:
    """FAULTS 18."""
    stream = FaultyStream([Fault(frozenset({1}))])
    till = Till(tmp_path, stream)
    till.producer.send(sale("A"), sale("B"), sale("C"))

    assert till.producer.flush() == 0

    assert [sale_ids(request) for request in stream.requests] == [
        ["A/2017-03-01/4/1", "B/2017-03-01/4/1", "C/2017-03-01/4/1"],
        ["B/2017-03-01/4/1"],
    ]


def test_a_failed_sale_holds_its_own_store_back_and_no_other(tmp_path: Path) -> None:
    """FAULTS 18."""
    stream = FaultyStream([Fault(frozenset({0}))])
    till = Till(tmp_path, stream)
    till.producer.send(sale("A", 1), sale("A", 2), sale("B", 1), sale("B", 2))

    till.producer.flush()

    assert sale_ids(stream.taken) == [
        "B/2017-03-01/4/1",
        "A/2017-03-01/4/1",
        "B/2017-03-01/4/2",
        "A/2017-03-01/4/2",
    ]


def test_a_request_never_holds_two_sales_of_a_store(tmp_path: Path) -> None:
    stream = FaultyStream()
    till = Till(tmp_path, stream)
    till.producer.send(*(sale("A", number) for number in range(3)), sale("B"))

    till.producer.flush()

    assert [len(request) for request in stream.requests] == [2, 1, 1]


def test_backs_off_exponentially_with_full_jitter_and_gives_up(tmp_path: Path) -> None:
    """FAULTS 18."""
    stream = FaultyStream(repeat(OUTAGE))
    till = Till(tmp_path, stream)
    till.producer.send(sale())

    assert till.producer.flush() == 1

    assert till.naps == [0.05, 0.1, 0.2, 0.4, 0.8]
    assert len(stream.requests) == ATTEMPTS
    assert till.told == [
        Spooled("367/2017-03-01/4/1", 'Could not connect to the endpoint URL: "http://127.0.0.1:9"')
    ]


def test_a_store_that_is_given_up_does_not_stop_the_others(tmp_path: Path) -> None:
    """FAULTS 18, 21: a shard that stays hot."""
    stream = FaultyStream([Fault(frozenset({0}))] * ATTEMPTS)
    till = Till(tmp_path, stream)
    till.producer.send(sale("hot"), *(sale("calm", number) for number in range(20)))

    assert till.producer.flush() == 1

    assert sale_ids(stream.taken) == [f"calm/2017-03-01/4/{number}" for number in range(20)]


def test_what_waited_goes_before_newer_sales_of_its_store(tmp_path: Path) -> None:
    stream = FaultyStream([OUTAGE] * ATTEMPTS)
    till = Till(tmp_path, stream)
    till.producer.send(sale(number=1))
    till.producer.flush()
    till.producer.send(sale(number=2))

    till.producer.flush()

    assert sale_ids(stream.taken) == ["367/2017-03-01/4/1", "367/2017-03-01/4/2"]


def test_a_lost_reply_sends_the_same_bytes_again(tmp_path: Path) -> None:
    """FAULTS 17: two sequence numbers, one sale id, one payload."""
    stream = FaultyStream([Fault(instead=REPLY_LOST)])
    till = Till(tmp_path, stream)
    till.producer.send(sale())

    till.producer.flush()

    assert len(stream.taken) == 2
    assert len(set(stream.taken)) == 1
