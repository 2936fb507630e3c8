"""What the demo mixes in is what it says, and as much of it."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from contracts.scenario import MessageKind, SourceMessage
from demo.faults import Rates, mixed
from demo.message import name_of
from domain.scenario import SCENARIO
from domain.scenario.baskets import list_baskets


@pytest.fixture(scope="module")
def sold() -> Sequence[SourceMessage]:
    return list_baskets(date(2017, 12, 22), days=3)


@pytest.fixture(scope="module")
def played(sold: Sequence[SourceMessage]) -> Sequence[SourceMessage]:
    return mixed(sold, SCENARIO, Rates(), seed=1)


def test_one_percent_are_duplicates_and_some_are_broken(
    sold: Sequence[SourceMessage], played: Sequence[SourceMessage]
) -> None:
    kinds = Counter(sent.kind for sent in played)

    assert kinds == {
        MessageKind.EVENT: 1723,
        MessageKind.DUPLICATE: 18,
        MessageKind.BROKEN: 22,
        MessageKind.CONFLICT: 6,
    }
    assert kinds[MessageKind.EVENT] + 6 == len(sold)


def test_a_mangled_sale_is_sent_in_its_place_alone(
    sold: Sequence[SourceMessage], played: Sequence[SourceMessage]
) -> None:
    broken = [sent for sent in played if sent.kind is MessageKind.BROKEN]
    good = {name_of(sent.data) for sent in played if sent.kind is MessageKind.EVENT}

    mangled = [sent for sent in broken if sent.sent_at in {sale.sent_at for sale in sold}]

    assert len(mangled) == 6
    assert good.isdisjoint(name_of(sent.data) for sent in mangled)


def test_the_same_seed_breaks_the_same(
    sold: Sequence[SourceMessage], played: Sequence[SourceMessage]
) -> None:
    assert mixed(sold, SCENARIO, Rates(), seed=1) == played
    assert mixed(sold, SCENARIO, Rates(), seed=2) != played


def test_a_duplicate_is_the_same_bytes_again_and_later(played: Sequence[SourceMessage]) -> None:
    for again in (sent for sent in played if sent.kind is MessageKind.DUPLICATE):
        first = next(sent for sent in played if sent.data == again.data)

        assert first.kind is MessageKind.EVENT
        assert first.sent_at <= again.sent_at


def test_a_conflict_has_the_sale_id_of_an_earlier_sale_and_another_total(
    played: Sequence[SourceMessage],
) -> None:
    for conflict in (sent for sent in played if sent.kind is MessageKind.CONFLICT):
        sale_id = json.loads(conflict.data)["sale_id"]
        first = next(
            sent for sent in played if sale_id.encode() in sent.data and sent.kind is MessageKind.EVENT
        )

        assert first.sent_at <= conflict.sent_at
        assert _total(conflict) == _total(first) + 100


def test_without_rates_nothing_is_added(sold: Sequence[SourceMessage]) -> None:
    assert mixed(sold, SCENARIO, Rates(0, 0, 0, 0), seed=1) == list(sold)


def _total(sent: SourceMessage) -> int:
    return sum(line["total_cents"] for line in json.loads(sent.data)["lines"])
