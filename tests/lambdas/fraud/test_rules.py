"""What makes a sale suspicious, each at its threshold."""

from collections.abc import Sequence

import pytest

from domain.sale import Sale
from lambdas.fraud.account import Account
from lambdas.fraud.rules import MEMBER, RULES, TOKEN, collect_findings
from tests.lambdas.fraud.histories import LIMITS, account_after, sold

USUAL = [sold(n, minutes=-1_000 * n, cents=2_000) for n in range(10, 0, -1)]


def found(sale: Sale, *, token: Sequence[Sale] = (), member: Sequence[Sale] = USUAL) -> set[str]:
    accounts = {TOKEN: account_after(*token), MEMBER: account_after(*member)}
    return {finding.rule for finding in collect_findings(sale, accounts, LIMITS)}


def apart(minutes: float, count: int) -> list[Sale]:
    return [sold(100 + n, minutes=-minutes * n) for n in range(count, 0, -1)]


def test_an_ordinary_sale_is_none() -> None:
    assert found(sold(1)) == set()


@pytest.mark.parametrize(("before", "expected"), [(2, set()), (3, {"token_velocity"})])
def test_four_sales_on_a_token_in_ten_minutes(before: int, expected: set[str]) -> None:
    assert found(sold(1), token=apart(3, before)) == expected


def test_sales_on_a_token_that_are_further_apart() -> None:
    assert found(sold(1), token=apart(4, 3)) == set()


@pytest.mark.parametrize(("before", "expected"), [(3, set()), (4, {"member_velocity"})])
def test_five_sales_of_a_member_in_an_hour(before: int, expected: set[str]) -> None:
    assert found(sold(1), member=apart(14, before)) == expected


def test_a_late_sale_is_compared_with_what_came_after_it() -> None:
    later = [sold(100 + n, minutes=n) for n in range(1, 4)]

    assert found(sold(1), token=later) == {"token_velocity"}


@pytest.mark.parametrize(("minutes", "expected"), [(5, {"two_stores"}), (5.1, set())])
def test_two_stores_five_minutes_apart(minutes: float, expected: set[str]) -> None:
    assert found(sold(1, store="31"), member=[sold(2, minutes=-minutes)]) == expected


@pytest.mark.parametrize(
    ("cents", "expected"), [(19_999, set()), (20_000, {"unusual_amount"})], ids=["below", "at"]
)
def test_an_amount_far_over_the_usual(cents: int, expected: set[str]) -> None:
    assert found(sold(1, cents=cents)) == expected


def test_an_amount_is_not_unusual_for_who_has_hardly_bought() -> None:
    assert found(sold(1, cents=90_000), member=USUAL[:4]) == set()


def test_who_spends_much_may_spend_much() -> None:
    spender = [sold(n, minutes=-1_000 * n, cents=n % 2 * 20_000 + 10_000) for n in range(10, 0, -1)]

    assert found(sold(1, cents=40_000), member=spender) == set()


@pytest.mark.parametrize(("before", "expected"), [(1, set()), (2, {"many_returns"})])
def test_three_returns_in_a_day(before: int, expected: set[str]) -> None:
    returns = [sold(200 + n, minutes=-60 * n, cents=-100) for n in range(before, 0, -1)]

    assert found(sold(1, cents=-100), member=[*USUAL, *returns]) == expected


@pytest.mark.parametrize(("cents", "expected"), [(-20_000, set()), (-20_001, {"refund_without_sale"})])
def test_more_back_than_was_ever_paid(cents: int, expected: set[str]) -> None:
    assert found(sold(1, cents=cents)) == expected


def test_a_member_may_give_back_on_another_card() -> None:
    assert found(sold(1, cents=-2_000), token=[]) == set()


def test_without_a_member_the_token_has_the_say() -> None:
    sale = sold(1, cents=-2_000, loyalty_id=None)

    assert [each.rule for each in collect_findings(sale, {TOKEN: Account()}, LIMITS)] == [
        "refund_without_sale"
    ]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(-301, set()), (-300, {"unusual_hour"}), (-121, {"unusual_hour"}), (-120, set())],
)
def test_the_hours_in_which_hardly_anybody_buys(minutes: int, expected: set[str]) -> None:
    assert found(sold(1, minutes=minutes), member=[]) == expected


def test_a_rule_that_two_accounts_meet_counts_once() -> None:
    elsewhere = [sold(2, minutes=-1, store="31")]
    accounts = {TOKEN: account_after(*elsewhere), MEMBER: account_after(*elsewhere)}

    assert [each.rule for each in collect_findings(sold(1), accounts, LIMITS)] == ["two_stores"]


def test_every_rule_has_a_name_of_its_own_and_can_tip_the_scale() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(0 < rule.weighs(LIMITS) <= LIMITS.review_score for rule in RULES)
