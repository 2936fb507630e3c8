"""Whatever the stream and its faults do, redrives and replays included, each event counts once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.scenario import ExpectedLedger, SourceMessage
from domain.scenario import SCENARIO
from lambdas.core import contract
from tests.conformance.deployed import DeployedConsumer, deploy
from tests.conformance.sample import contradicted, payload_of, sample, stream_records
from tests.lambdas.faulty import FAULTS, Faulty
from tests.lambdas.mappings import mapping_settings
from twin.semantics.history import History, run
from twin.semantics.records import Shard, StreamRecord

PARENT, LEFT, RIGHT = (f"shardId-{number:012}" for number in range(3))
FEW = 8
"""Few ids, so that senders repeat and contradict themselves."""

events = st.integers(0, FEW - 1).map(lambda place: sample()[place])
broken = st.builds(
    lambda event, each: replace(event, data=each.make(payload_of(event))),
    events,
    st.sampled_from(SCENARIO.breaks),
)
streams = st.lists(events | events | events.map(contradicted) | broken, min_size=1, max_size=30)
faults = st.lists(st.sampled_from(FAULTS), max_size=10)


def shards_of(sent: Sequence[SourceMessage], split_at: int) -> tuple[Shard, ...]:
    """Return one shard that is split: its children hold what arrived later, parted by partition."""
    before, after = sent[:split_at], sent[split_at:]
    left = [each for each in after if each.partition == sample()[0].partition]
    right = [each for each in after if each.partition != sample()[0].partition]
    return (
        Shard(PARENT, by_arrival(stream_records(before, 1, PARENT))),
        Shard(LEFT, by_arrival(stream_records(left, 1_000, LEFT)), (PARENT,)),
        Shard(RIGHT, by_arrival(stream_records(right, 2_000, RIGHT)), (PARENT,)),
    )


def by_arrival(records: Sequence[StreamRecord]) -> tuple[StreamRecord, ...]:
    """Let records arrive one after the other, when the last event of all has happened."""
    last = max(each.sent_at.timestamp() for each in sample())
    return tuple(replace(each, arrived_at=last + number) for number, each in enumerate(records))


def given_up(history: History) -> list[StreamRecord]:
    """Return what the mapping put into the failure archive."""
    return [each for discarded in history.discarded for each in discarded.records]


def counted(consumer: DeployedConsumer, sent: Sequence[SourceMessage]) -> Mapping[str, bytes]:
    """Return the payload that each row stands for: one that was sent, to the digit."""
    known = {contract.digest(each.data): each.data for each in sent if is_accepted(each.data)}
    return {"/".join(key): known[row["digest"]["B"]] for key, row in consumer.items().items()}


def is_accepted(data: bytes) -> bool:
    """Return whether it is an event, and no claim check of nothing."""
    try:
        return hasattr(contract.parse(data), "schema_version")
    except ValueError:
        return False


@settings(max_examples=20)
@given(sent=streams, split_at=st.integers(0, 30), going_wrong=faults, in_replay=faults)
def holds(
    ledger: ExpectedLedger,
    sent: list[SourceMessage],
    split_at: int,
    going_wrong: list[str],
    in_replay: list[str],
) -> None:
    """Hold one history: lived, redriven, replayed."""
    consumer = deploy(ledger)
    mapping = mapping_settings(consumer.name, SCENARIO.environment)
    stream = shards_of(sent, split_at)

    lived = run(mapping, stream, Faulty(consumer.invoke, going_wrong))
    redriven = run(mapping, [Shard(LEFT, by_arrival(given_up(lived)))], Faulty(consumer.invoke))
    before = consumer.items()
    replayed = run(mapping, stream, Faulty(consumer.invoke, in_replay))

    assert consumer.items() == before, "a replay changes nothing"
    assert given_up(redriven) == []
    winners = counted(consumer, sent)
    payloads = [payload_of(replace(sample()[0], data=each)) for each in winners.values()]
    assert consumer.stored() == consumer.due(payloads)
    assert consumer.balances() == consumer.balances_due(payloads)
    kept = {each["data"] for each in consumer.quarantined()} | {each.data for each in given_up(replayed)}
    assert not {each.data for each in sent} - set(winners.values()) - kept, "what was sent counts, or is kept"


def test_each_event_counts_once_and_each_refusal_is_kept(ledger: ExpectedLedger) -> None:
    holds(ledger)
