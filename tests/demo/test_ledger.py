"""A ledger's balances are combined as its consumer says."""

from collections import Counter
from collections.abc import Callable, Iterable

from contracts.consumer_spec import ConsumerSpec
from contracts.scenario import ExpectedLedger
from demo.ledger import ObservedLedger

ROWS = [
    {"partition": "oslo", "entry": "1", "tenths": 21},
    {"partition": "oslo", "entry": "2", "tenths": -40},
    {"partition": "oslo", "entry": "3", "tenths": 7},
]


def ledger(combine: Callable[[Iterable[int]], int]) -> ObservedLedger:
    expected = ExpectedLedger(
        consumer=ConsumerSpec(
            name="extremes",
            item="day",
            items="days",
            effect=lambda _: {},
            amounts=lambda *_: {},
            combine=combine,
        ),
        due=lambda _: Counter(),
        stored=lambda row: Counter({row["partition"]: row["tenths"]}),
    )
    return ObservedLedger(expected, ROWS)


def test_amounts_add_up_or_the_highest_wins() -> None:
    assert ledger(sum).balances == {"oslo": -12}
    assert ledger(max).balances == {"oslo": 21}
    assert ledger(min).balances == {"oslo": -40}


def test_an_item_that_is_otherwise_is_named() -> None:
    assert list(ledger(max).differing(Counter({"oslo": 21}))) == []
    assert list(ledger(max).differing(Counter({"oslo": 22}))) == ["oslo"]
