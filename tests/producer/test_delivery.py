"""Whatever befalls it: each sale is in the stream or on disk, in its store's order, with its bytes."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from producer import Accepted, Outcome, Producer
from producer.event import encode
from tests.producer.sales import AWAY, REPLY_LOST, Fault, FaultyStream, Killed, dying_at, sale, sale_ids

FLUSH, RESTART = "flush", "restart"
STORES = ["A", "B", "C"]
STEPS = st.lists(st.sampled_from([*STORES, *STORES, FLUSH, RESTART]), max_size=30)
FAULTS = st.lists(
    st.builds(
        Fault,
        not_taken=st.frozensets(st.integers(0, 2)),
        instead=st.sampled_from([None, None, None, AWAY, REPLY_LOST, Killed()]),
    ),
    max_size=40,
)
Hear = Callable[[Outcome], None]
DEATHS = st.frozensets(st.integers(1, 20), max_size=3)


def play(
    steps: Sequence[str], spool: Path, stream: FaultyStream, hear: Callable[[Outcome], None]
) -> list[bytes]:
    """Sell, flush and restart; a till that is killed is followed by another. Return what was handed in."""

    def till() -> Producer:
        return Producer("events", kinesis=stream.client, spool=spool, report=hear, sleep=lambda _: None)

    sent, producer = [], till()
    for number, step in enumerate([*steps, RESTART]):
        try:
            if step == FLUSH:
                producer.flush()
            elif step != RESTART:
                producer.send(sale(step, number))
                sent.append(encode(sale(step, number)).data)
        except Killed:
            step = RESTART
        if step == RESTART:
            producer.close()
            producer = till()
    producer.close()
    return sent


def of_store(store_id: str, records: Iterable[bytes]) -> list[bytes]:
    """Return a store's records, each where it appeared first: what a consumer that knows repeats sees."""
    return [record for record in dict.fromkeys(records) if encode(record).partition == store_id]


def waiting(spool: Path) -> list[bytes]:
    """Return what is in the spool, and leave it there."""
    with closing(sqlite3.connect(spool)) as file:
        return [data for (data,) in file.execute("SELECT data FROM event ORDER BY position")]


@given(steps=STEPS, faults=FAULTS, deaths=DEATHS)
@settings(max_examples=100)
def test_each_sale_is_in_the_stream_or_on_disk_in_its_stores_order(
    steps: list[str], faults: list[Fault], deaths: frozenset[int]
) -> None:
    """FAULTS 17, 18."""
    stream, heard = FaultyStream(faults), list[Outcome]()
    with tempfile.TemporaryDirectory() as directory:
        spool = Path(directory) / "spool"

        sent = play(steps, spool, stream, dying_at(deaths, heard))

        left = waiting(spool)
        for store_id in STORES:
            handed_in = of_store(store_id, sent)
            taken, on_disk = of_store(store_id, stream.taken), of_store(store_id, left)
            assert taken == handed_in[: len(taken)]
            assert on_disk == handed_in[len(handed_in) - len(on_disk) :]
            assert len(taken) + len(on_disk) >= len(handed_in)
        told = {outcome.event_id for outcome in heard if isinstance(outcome, Accepted)}
        assert told <= set(sale_ids(stream.taken))
        assert set(sale_ids(sent)) - set(sale_ids(left)) <= told


@given(steps=STEPS, faults=FAULTS, deaths=DEATHS)
@settings(max_examples=50)
def test_when_the_faults_end_the_stream_has_each_sale_and_the_caller_knows(
    steps: list[str], faults: list[Fault], deaths: frozenset[int]
) -> None:
    """FAULTS 17, 18."""
    stream, heard = FaultyStream(faults), list[Outcome]()
    with tempfile.TemporaryDirectory() as directory:
        spool = Path(directory) / "spool"
        sent = play(steps, spool, stream, dying_at(deaths, heard))
        stream.recover()

        play([FLUSH], spool, stream, heard.append)

        assert waiting(spool) == []
    for store_id in STORES:
        assert of_store(store_id, stream.taken) == of_store(store_id, sent)
    assert {outcome.event_id for outcome in heard if isinstance(outcome, Accepted)} == set(sale_ids(sent))
