"""Every sale is screened once, whatever is delivered how often."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.bus_events import FraudSuspected
from domain.sale import Sale
from lambdas.core.bus import EventsNotPut
from lambdas.core.ledger import Failed, Outcome
from lambdas.fraud.account import Account
from lambdas.fraud.accounts import Accounts, open_accounts
from lambdas.fraud.screener import TRIES, FraudScreener, keys_of
from tests.lambdas.fraud.histories import LIMITS, sold
from tests.lambdas.fraud.names import name
from tests.lambdas.ledgers import Script, in_process, table_properties

TABLE = "accounts"


@dataclass
class Told:
    """A bus that keeps what it is told, or is down."""

    events: list[FraudSuspected] = field(default_factory=list)
    down: bool = False
    forgotten: int = 0

    def forget(self, sales: int) -> None:
        self.forgotten += sales

    def __call__(self, events: Sequence[FraudSuspected]) -> None:
        if self.down:
            raise EventsNotPut(len(events), "InternalFailure")
        self.events += events

    @property
    def sales(self) -> set[str]:
        return {event.sale_id for event in self.events}


def empty() -> Accounts:
    dynamodb = in_process()
    dynamodb.create_table(TableName=TABLE, **table_properties("fraud", "ACCOUNTS_TABLE"))
    return open_accounts(dynamodb, TABLE, name, days=1)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def screener(told: Told) -> FraudScreener:
    return FraudScreener(empty(), LIMITS, told, told.forget)


def burst(count: int = 4) -> list[Sale]:
    """Four sales on one token within ten minutes are one too many."""
    return [sold(n, minutes=n) for n in range(1, count + 1)]


def state(accounts: Accounts) -> dict[str, object]:
    return {key: item.value for key, item in accounts.read(["token#tok_paid", "member#1234"]).items()}


def test_tells_of_a_suspicious_sale_with_the_evidence(screener: FraudScreener, told: Told) -> None:
    assert screener.apply(burst()) == [Outcome.APPLIED] * 4

    [event] = told.events
    assert event.sale_id == "367/2017-03-01/4/4"
    assert [finding.rule for finding in event.findings] == ["token_velocity"]
    assert "4 sales" in event.findings[0].evidence


def test_remembers_between_batches(screener: FraudScreener, told: Told) -> None:
    for sale in burst():
        screener.apply([sale])

    assert told.sales == {"367/2017-03-01/4/4"}


def test_a_batch_that_comes_again_tells_and_changes_nothing(screener: FraudScreener, told: Told) -> None:
    screener.apply(burst())
    before, events = state(screener.accounts), list(told.events)

    assert screener.apply(burst()) == [Outcome.REPEATED] * 4
    assert (state(screener.accounts), told.events) == (before, events)


def test_a_sale_twice_in_a_batch_counts_once(screener: FraudScreener, told: Told) -> None:
    first, second, third, _ = burst()

    outcomes = screener.apply([first, second, third, third])

    assert outcomes == [*[Outcome.APPLIED] * 3, Outcome.REPEATED]
    assert told.events == []


def test_what_cannot_be_told_is_not_remembered_and_comes_again(screener: FraudScreener, told: Told) -> None:
    told.down = True
    [*outcomes] = screener.apply(burst())
    told.down = False

    assert all(isinstance(outcome, Failed) for outcome in outcomes)
    assert "InternalFailure" in outcomes[0].cause  # type: ignore[union-attr]
    assert screener.apply(burst()) == [Outcome.APPLIED] * 4
    assert told.sales == {"367/2017-03-01/4/4"}


def test_a_crash_before_the_accounts_are_written_tells_again_under_the_same_name(
    screener: FraudScreener, told: Told
) -> None:
    Script(screener.accounts.table.dynamodb).fail("BatchExecuteStatement")
    screener.apply(burst())

    screener.apply(burst())

    assert len(told.events) == 2
    assert len({event.event_id for event in told.events}) == 1


def test_who_is_overtaken_looks_again(screener: FraudScreener, told: Told) -> None:
    """FAULTS 15: another shard's function writes the same member between our read and our write."""
    *before, last = burst()
    other = FraudScreener(screener.accounts, LIMITS, told, told.forget)
    meanwhile = iter([before])

    def overtake(**_: object) -> None:
        for sales in meanwhile:
            other.apply(sales)

    events = screener.accounts.table.dynamodb.meta.events
    events.register("after-call.dynamodb.BatchGetItem", overtake)

    assert screener.apply([last]) == [Outcome.APPLIED]
    assert told.sales == {last.sale_id}


def test_an_account_that_is_written_without_end_holds_nobody_up(screener: FraudScreener, told: Told) -> None:
    *before, last = burst()
    screener.apply(before)
    numbers = iter(range(100, 200))
    other = FraudScreener(screener.accounts, LIMITS, Told(), told.forget)
    busy = False

    def overtake(**_: object) -> None:
        nonlocal busy
        if not busy:
            busy = True
            other.apply([sold(next(numbers), minutes=-1_000)])
            busy = False

    screener.accounts.table.dynamodb.meta.events.register("after-call.dynamodb.BatchGetItem", overtake)

    assert screener.apply([last]) == [Outcome.APPLIED]
    assert told.sales == {last.sale_id}
    assert len(told.events) == TRIES
    assert told.forgotten == 1


def test_a_sale_without_a_member_has_one_account(screener: FraudScreener) -> None:
    screener.apply([sold(1, loyalty_id=None)])

    known = state(screener.accounts)
    assert known["member#1234"] == Account() != known["token#tok_paid"]


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=12, unique=True),
    st.lists(st.tuples(st.integers(0, 11), st.integers(1, 6)), max_size=10),
)
def test_deliveries_in_any_cut_and_repetition_remember_each_sale_once(
    minutes: list[int], again: list[tuple[int, int]]
) -> None:
    """FAULTS 3, 24."""
    sales = [sold(n, minutes=each) for n, each in enumerate(minutes)]
    told = Told()
    screener = FraudScreener(empty(), LIMITS, told, told.forget)
    screener.apply(sales)
    whole = state(screener.accounts)
    for start, length in again:
        screener.apply(sales[start : start + length])

    assert state(screener.accounts) == whole


def test_a_busy_tills_cash_is_nobodys_and_suspects_nobody(screener: FraudScreener, told: Told) -> None:
    """Sixty honest customers within an hour pay into one drawer."""
    till = [sold(n, minutes=n, payment_token="cash-4", loyalty_id=None) for n in range(1, 61)]

    assert [*screener.apply(till[:50]), *screener.apply(till[50:])] == [Outcome.APPLIED] * 60
    assert told.events == []


@pytest.mark.parametrize("nobody", ["nan", "NULL", "0", "None", "N/A", "-"])
def test_strangers_without_a_membership_share_no_account(
    screener: FraudScreener, told: Told, nobody: str
) -> None:
    sales = [sold(n, minutes=n, payment_token=f"tok_{n}", loyalty_id=nobody) for n in range(1, 10)]

    screener.apply(sales)

    assert told.events == []
    assert keys_of(sales[0]) == {"payment token": "token#tok_1"}


def test_a_member_who_pays_cash_has_the_members_account_alone(screener: FraudScreener, told: Told) -> None:
    sales = [sold(n, minutes=n, payment_token="cash") for n in range(1, 6)]

    assert screener.apply(sales) == [Outcome.APPLIED] * 5
    assert screener.apply(sales) == [Outcome.REPEATED] * 5
    assert [each.rule for event in told.events for each in event.findings] == ["member_velocity"]
