"""What a file of sales makes of accounts is what a list of them in memory does."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.correction import Correction
from lambdas.core.contract import WholeEvent
from sluice.retail.accounts.archived_sales import ArchivedSale, SaleStore
from tests.lambdas.fraud.histories import LIMITS, payload, sale_of
from tests.sluice.retail.accounts.histories import Step, fold, has_same_correction, steps

NOW = datetime(2017, 3, 1, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


def stored(*history: Step, arrived: datetime = NOW) -> SaleStore:
    """A file with these sales."""
    store = SaleStore(LIMITS)
    for step in history:
        number = step.correction
        correction = (
            Correction(number=number, reason="counted", settles=(), payload=step.data.decode())
            if number
            else None
        )
        sale = ArchivedSale.of(WholeEvent(sale_of(step.data), step.data, correction))
        assert sale
        store.add(sale, arrived)
    store.index()
    return store


@given(st.lists(steps, max_size=30))
def test_whatever_the_order_each_sale_counts_once_as_it_was_corrected_last(history: list[Step]) -> None:
    told = list[Step]()
    for step in history:
        if not (step.correction and any(has_same_correction(each, step) for each in told)):
            told.append(step)

    store = stored(*told)

    assert {account: store.build(account, NOW) for account in store.accounts()} == fold(told)


def test_an_account_is_gone_when_nothing_came_for_as_long_as_it_is_remembered() -> None:
    kept = timedelta(days=LIMITS.remembered_days)
    store = stored(Step(payload()))

    assert store.build("token#tok_paid", NOW + kept)
    assert store.build("token#tok_paid", NOW + kept + HOUR) is None


def test_more_sales_than_fit_into_its_cache_lie_on_the_disk() -> None:
    store = SaleStore(LIMITS)
    [(cache,)] = store.database.execute("PRAGMA cache_size")
    [(_, _, file)] = store.database.execute("PRAGMA database_list")

    assert (cache, file) == (-64 * 1024, "")
