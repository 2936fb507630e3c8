"""What is remembered of a customer."""

from statistics import mean, stdev

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.fraud.account import MOST_RECENT, Account, PastSale
from tests.lambdas.fraud.histories import LIMITS, account_after, sold

DAY_MINUTES = 24 * 60


@given(st.lists(st.integers(1, 500_000), min_size=2, max_size=30))
def test_mean_and_deviation_are_those_of_all_purchases(amounts: list[int]) -> None:
    account = account_after(*(sold(n, minutes=n, cents=cents) for n, cents in enumerate(amounts)))

    assert account.mean == pytest.approx(mean(amounts))
    assert account.deviation == pytest.approx(stdev(amounts), abs=1e-6)
    assert account.bought == sum(amounts)


def test_a_return_counts_as_refunded_and_not_as_a_purchase() -> None:
    account = account_after(sold(1, cents=5_000), sold(2, cents=-2_000))

    assert (account.sales, account.bought, account.refunded) == (1, 5_000, 2_000)


@given(st.lists(st.integers(0, 3 * DAY_MINUTES), min_size=1, max_size=60, unique=True))
def test_every_sale_that_counted_is_known_for_good(minutes: list[int]) -> None:
    """FAULTS 24: a late sale counts if it can be told from those that have counted, and never twice."""
    account, counted = Account(), 0
    sales = [PastSale.of(sold(n, minutes=each)) for n, each in enumerate(minutes)]
    for past in [*sales, *sales]:
        if not account.knows(past):
            account, counted = account.add(past, LIMITS), counted + 1

    assert all(account.knows(past) for past in sales)
    assert account.sales == counted <= len(sales)


def test_a_late_sale_within_the_memory_counts() -> None:
    account = account_after(sold(1, minutes=60), sold(2, minutes=0))

    assert account.sales == 2
    assert [each.at for each in account.recent] == sorted(each.at for each in account.recent)


def test_what_is_older_than_the_memory_is_forgotten_and_stays_known() -> None:
    first = sold(1)
    account = account_after(first, sold(2, minutes=DAY_MINUTES + 1))

    assert len(account.recent) == 1
    assert account.knows(PastSale.of(first))


def test_an_account_never_takes_more_than_a_write_unit() -> None:
    account = account_after(*(sold(n, minutes=n, cents=900_000, store="9" * 64) for n in range(100)))

    assert len(account.recent) == MOST_RECENT
    short = account_after(*(sold(n, minutes=n, cents=900_000) for n in range(100)))
    assert len(msgspec.msgpack.encode(short)) < 900


def test_an_account_reads_back_as_it_was_written() -> None:
    account = account_after(sold(1), sold(2, minutes=3, cents=-100))

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(account), type=Account) == account
