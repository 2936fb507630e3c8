"""Accounts are named by keyed hashes: a key may change at any time, and no sale is lost or counts twice."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.bus_events import FraudSuspected
from domain.sale import Sale
from lambdas.core.ledger import Failed, Outcome
from lambdas.core.pseudonyms.key_ring import ANNOUNCED_SECONDS, KeyRingUnreadable
from lambdas.core.pseudonyms.names import CHANGING_SECONDS, ItemNames
from lambdas.fraud.account import Account
from lambdas.fraud.accounts import open_accounts
from lambdas.fraud.screener import FraudScreener, keys_of
from tests.lambdas.fraud.histories import LIMITS, account_after, sold
from tests.lambdas.fraud.names import KnownKeys
from tests.lambdas.ledgers import in_process, table_properties

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TABLE = "accounts"
SECOND_KEY = 64 * "b"
TOKEN, MEMBER = "token#tok_paid", "member#1234"


def empty() -> "DynamoDBClient":
    dynamodb = in_process()
    dynamodb.create_table(TableName=TABLE, **table_properties("fraud", "ACCOUNTS_TABLE"))
    return dynamodb


@dataclass
class Screening:
    """An accounts' table, the secret of its keys, and processes that screen, each with a clock of its own."""

    dynamodb: "DynamoDBClient" = field(default_factory=empty)
    keys: KnownKeys = field(default_factory=KnownKeys)
    published: list[FraudSuspected] = field(default_factory=list)

    def start(self, *, clock: float = 0.0) -> FraudScreener:
        """Start a process whose clock is so many seconds ahead."""
        return self.screener(replace(self.keys, now=self.keys.now + clock).namer())

    def screener(self, name: Callable[[str], ItemNames]) -> FraudScreener:
        accounts = open_accounts(self.dynamodb, TABLE, name, days=1)
        return FraudScreener(accounts, LIMITS, self.published.extend, self._refuse)

    def _refuse(self, sales: int) -> None:
        raise AssertionError(f"{sales} sales are not remembered")

    def renew(self) -> None:
        """Announce a key, and let the day pass after which it is in force."""
        self.keys.ring = self.keys.ring.renew(SECOND_KEY, int(self.keys.now), 86_400 * 400)
        self.keys.now += ANNOUNCED_SECONDS

    def items(self) -> dict[str, Any]:
        return {item["account"]["S"]: item for item in self.dynamodb.scan(TableName=TABLE)["Items"]}

    def accounts(self) -> dict[str, Account]:
        """Every account that is found now, by whom it belongs to."""
        read = self.start().accounts.read([TOKEN, MEMBER])
        return {each: version.value for each, version in read.items()}


@pytest.fixture
def screening() -> Screening:
    return Screening()


def burst() -> list[Sale]:
    """Four sales on one token within ten minutes are one too many."""
    return [sold(n, minutes=n) for n in range(1, 5)]


def test_the_table_names_nobody(screening: Screening) -> None:
    screening.start().apply(burst())

    assert len(screening.items()) == 2
    text = json.dumps(screening.items(), default=repr)
    assert [word for word in ("tok_paid", "1234", "member", "token") if word in text] == []


def test_a_burst_on_both_sides_of_a_new_key_is_suspected(screening: Screening) -> None:
    *before, last = burst()
    screening.start().apply(before)
    screening.renew()

    screening.start().apply([last])

    assert [event.sale_id for event in screening.published] == [last.sale_id]
    assert len(screening.items()) == 2


def test_a_sale_that_comes_again_after_a_new_key_changes_nothing(screening: Screening) -> None:
    screening.start().apply(burst())
    before, published = screening.accounts(), len(screening.published)
    screening.renew()

    assert screening.start().apply(burst()) == [Outcome.REPEATED] * 4

    assert (screening.accounts(), len(screening.published)) == (before, published)


def test_an_account_under_a_plain_name_is_found_and_moved(screening: Screening) -> None:
    """Version 0.2.0 wrote it."""
    *before, last = burst()
    screening.screener(lambda account: ItemNames(account)).apply(before)
    assert screening.items().keys() == {TOKEN, MEMBER}

    screening.start().apply([last])

    assert [event.sale_id for event in screening.published] == [last.sale_id]
    assert screening.items().keys() == {screening.keys.namer()(each).current for each in (TOKEN, MEMBER)}
    assert screening.accounts()[TOKEN] == account_after(*burst())


def test_an_account_that_is_moved_expires_as_any_other(screening: Screening) -> None:
    screening.start().apply(burst()[:1])
    screening.renew()
    screening.start().apply(burst()[1:2])

    assert all(
        item.keys() == {"account", "state", "expires", "version"} for item in screening.items().values()
    )


def test_without_its_keys_a_process_screens_nothing_and_forgets_nothing(screening: Screening) -> None:
    """FAULTS 63."""

    def unreadable(_: str) -> ItemNames:
        raise KeyRingUnreadable("the secret holds no ring of keys")

    [first, *_] = screening.screener(unreadable).apply(burst())

    assert first == Failed("the secret holds no ring of keys")
    assert (screening.items(), screening.published) == ({}, [])


@dataclass(frozen=True)
class Delivery:
    """Sales of a history, and by how much the clock of who screens them is ahead around the new key."""

    start: int
    length: int
    seconds: int


SKEWS = st.sampled_from([-2 * CHANGING_SECONDS, -60, -1, 0, 1, 60, 2 * CHANGING_SECONDS])
deliveries = st.lists(st.builds(Delivery, st.integers(0, 11), st.integers(1, 6), SKEWS), max_size=8)


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=12, unique=True),
    deliveries,
    deliveries,
    st.booleans(),
)
def test_whatever_comes_again_around_a_new_key_every_account_is_that_of_each_sale_once(
    minutes: list[int], before: Sequence[Delivery], around: Sequence[Delivery], was_plain: bool
) -> None:
    """FAULTS 3, 24, 63: at first all of it, or what version 0.2.0 saw of it, is under another name."""
    sales = [sold(n, minutes=each) for n, each in enumerate(minutes)]
    screening = Screening()
    early = screening.screener(lambda account: ItemNames(account)) if was_plain else screening.start()
    for each in before:
        early.apply(sales[each.start : each.start + each.length])
    screening.renew()
    for each in around:
        screening.start(clock=each.seconds).apply(sales[each.start : each.start + each.length])
    screening.start().apply(sales)

    alone = Screening()
    order = [sale for each in (*before, *around) for sale in sales[each.start : each.start + each.length]]
    alone.start().apply([*dict.fromkeys(order), *sales])
    assert screening.accounts() == alone.accounts()
    assert len(screening.items()) == len({key for sale in sales for key in keys_of(sale).values()})
    assert {event.event_id for event in screening.published} == {event.event_id for event in alone.published}


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from([-60, -1, 1, 60]), min_size=2, max_size=6),
    st.lists(st.booleans(), max_size=6),
)
def test_processes_whose_clocks_disagree_about_the_key_in_force_make_one_account(
    clocks: list[int], passes: list[bool]
) -> None:
    """FAULTS 63: each is overtaken by the next behind one of its reads, unless that passes."""
    screening = Screening()
    screening.renew()
    sales = [sold(n, minutes=n) for n in range(len(clocks))]
    waiting = list(zip(clocks, sales, strict=True))

    def overtake(**_: object) -> None:
        if waiting and not (passes and passes.pop()):
            clock, sale = waiting.pop()
            screening.start(clock=clock).apply([sale])

    screening.dynamodb.meta.events.register("after-call.dynamodb.BatchGetItem", overtake)
    while waiting:
        overtake()

    assert len(screening.items()) == 2
    assert {past.mark for past in screening.accounts()[TOKEN].recent} == {
        past.mark for past in account_after(*sales).recent
    }
    assert screening.accounts()[MEMBER].sales == len(sales)
