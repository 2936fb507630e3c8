"""Whatever the stream and its faults do, redrives and replays included, each sale counts once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.inventory.stock import Stock
from tests.lambdas import oracle
from tests.lambdas.faulty import FAULTS, Faulty
from tests.lambdas.ledgers import create_ledger, in_process, rows_of
from tests.lambdas.mappings import mapping_settings
from tests.lambdas.objects import Objects, inventory_over
from tests.lambdas.sales import LEDGER, encoded, line, sale
from twin.semantics.history import History, run
from twin.semantics.records import Shard, StreamRecord

STORES = ("367", "368", "400")
PARENT, LEFT, RIGHT = (f"shardId-{number:012}" for number in range(3))


def payload(store: str, sequence: int, units: int) -> bytes:
    return encoded(sale(sequence, store, lines=[line("apple", units), line(f"sku{sequence % 3}", 1)]))


# Few ids, so that producers repeat themselves; other units under an id are a conflict.
payloads = st.builds(payload, st.sampled_from(STORES), st.integers(1, 8), st.sampled_from([2, 2, 2, -1]))
streams = st.lists(payloads | st.just(b"broken"), max_size=40)
faults = st.lists(st.sampled_from(FAULTS), max_size=12)


def shards_of(sent: Sequence[bytes], split_at: int) -> tuple[Shard, ...]:
    """One shard that is split: its children hold what arrived later, parted by store."""
    before, after = sent[:split_at], sent[split_at:]
    left = [data for data in after if store_of(data) == STORES[0]]
    right = [data for data in after if store_of(data) != STORES[0]]
    return (
        Shard(PARENT, records(PARENT, before, 1)),
        Shard(LEFT, records(LEFT, left, 1_000), (PARENT,)),
        Shard(RIGHT, records(RIGHT, right, 2_000), (PARENT,)),
    )


def records(shard: str, sent: Sequence[bytes], first: int) -> tuple[StreamRecord, ...]:
    return tuple(
        StreamRecord(shard, str(first + n), store_of(data), 1.5e9 + n, data) for n, data in enumerate(sent)
    )


def store_of(data: bytes) -> str:
    return next((store for store in STORES if f'"store_id":"{store}"'.encode() in data), "unknown")


def given_up(history: History) -> list[bytes]:
    return [record.data for discarded in history.discarded for record in discarded.records]


@settings(max_examples=50)
@given(sent=streams, split_at=st.integers(0, 40), going_wrong=faults, in_replay=faults)
def test_each_sale_counts_once_and_each_refusal_is_kept(
    sent: list[bytes], split_at: int, going_wrong: list[str], in_replay: list[str]
) -> None:
    """FAULTS 3, 4, 7, 8, 14, 17, 22: duplicates, conflicts, crashes, a split, a redrive and a replay."""
    dynamodb = create_ledger(in_process())
    kept = Objects()
    consumer = inventory_over(dynamodb, kept)

    def invoke(event: dict[str, Any], remaining_ms: Callable[[], int]) -> dict[str, Any]:
        return consumer.handle(event, remaining_ms).answer

    mapping = mapping_settings("inventory")
    stream = shards_of(sent, split_at)

    lived = run(mapping, stream, Faulty(invoke, going_wrong))
    redriven = run(mapping, [Shard(LEFT, records(LEFT, given_up(lived), 3_000))], Faulty(invoke))
    before = rows_of(dynamodb)
    replayed = run(mapping, stream, Faulty(invoke, in_replay))

    assert rows_of(dynamodb) == before, "a replay changes nothing"
    winners = {key: counted(row, sent) for key, row in before.items()}
    assert {sale["sale_id"] for sale in winners.values()} == set(oracle.accepted(sent))
    for store in STORES:
        of_store = [each for each in winners.values() if each["store_id"] == store]
        assert Stock(dynamodb, LEDGER).on_hand(store) == oracle.stock(of_store)
    assert given_up(redriven) == []
    assert not lost(sent, winners, kept.refused() | set(given_up(replayed)))
    if not given_up(lived):
        assert {each["sale_id"]: each for each in winners.values()} == oracle.accepted(sent)


def counted(row: dict[str, Any], sent: Sequence[bytes]) -> dict[str, Any]:
    """The payload that a row stands for: one that was sent under its id, to the unit."""
    units = {sku: int(moved["N"]) for sku, moved in row["movement"]["M"].items()}
    under_this_id = by_id(sent)[f"{row['partition']['S']}/{row['entry']['S']}"]
    return next(each for each in under_this_id if oracle.stock([each]) == units)


def by_id(sent: Sequence[bytes]) -> dict[str, list[dict[str, Any]]]:
    sales: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for data in sent:
        for sale_id, each in oracle.accepted([data]).items():
            sales[sale_id].append(each)
    return sales


def lost(sent: Sequence[bytes], winners: dict[Any, dict[str, Any]], refused: set[bytes]) -> set[bytes]:
    """What was sent and neither counts nor is kept."""
    return set(sent) - {encoded(winner) for winner in winners.values()} - refused
