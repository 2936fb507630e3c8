"""What the demo mixes in is what it says, and as much of it."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from contracts.scenario import Kind, Message
from demo.faults import Rates, mixed
from demo.message import name_of
from domain.scenario import SCENARIO
from domain.scenario.baskets import baskets


@pytest.fixture(scope="module")
def sold() -> Sequence[Message]:
    return baskets(date(2017, 12, 22), days=3)


@pytest.fixture(scope="module")
def played(sold: Sequence[Message]) -> Sequence[Message]:
    return mixed(sold, SCENARIO, Rates(), seed=1)


def test_one_percent_are_duplicates_and_some_are_broken(
    sold: Sequence[Message], played: Sequence[Message]
) -> None:
    kinds = Counter(sent.kind for sent in played)

    assert kinds == {Kind.EVENT: 1723, Kind.DUPLICATE: 18, Kind.BROKEN: 17, Kind.CONFLICT: 6}
    assert kinds[Kind.EVENT] + 6 == len(sold)


def test_a_mangled_sale_is_sent_in_its_place_alone(
    sold: Sequence[Message], played: Sequence[Message]
) -> None:
    broken = [sent for sent in played if sent.kind is Kind.BROKEN]
    good = {name_of(sent.data) for sent in played if sent.kind is Kind.EVENT}

    mangled = [sent for sent in broken if sent.sent_at in {sale.sent_at for sale in sold}]

    assert len(mangled) == 6
    assert good.isdisjoint(name_of(sent.data) for sent in mangled)


def test_the_same_seed_breaks_the_same(sold: Sequence[Message], played: Sequence[Message]) -> None:
    assert mixed(sold, SCENARIO, Rates(), seed=1) == played
    assert mixed(sold, SCENARIO, Rates(), seed=2) != played


def test_a_duplicate_is_the_same_bytes_again_and_later(played: Sequence[Message]) -> None:
    for again in (sent for sent in played if sent.kind is Kind.DUPLICATE):
        first = next(sent for sent in played if sent.data == again.data)

        assert first.kind is Kind.EVENT
        assert first.sent_at <= again.sent_at


def test_a_conflict_has_the_sale_id_of_an_earlier_sale_and_another_total(played: Sequence[Message]) -> None:
    for conflict in (sent for sent in played if sent.kind is Kind.CONFLICT):
        sale_id = json.loads(conflict.data)["sale_id"]
        first = next(sent for sent in played if sale_id.encode() in sent.data and sent.kind is Kind.EVENT)

        assert first.sent_at <= conflict.sent_at
        assert _total(conflict) == _total(first) + 100


def test_without_rates_nothing_is_added(sold: Sequence[Message]) -> None:
    assert mixed(sold, SCENARIO, Rates(0, 0, 0, 0), seed=1) == list(sold)


def _total(sent: Message) -> int:
    return sum(line["total_cents"] for line in json.loads(sent.data)["lines"])
