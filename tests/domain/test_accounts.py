"""Whose account a sale touches: never a drawer's, and no stranger's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accounts import TILL_MEANS, member_account, member_fault, token_account
from domain.points import amounts, effect
from domain.sale import Sale
from lambdas.core.contract import parse
from tests.contracts.test_codes import NOTHING, REWRITTEN
from tests.lambdas.sales import encoded, sale

DRAWERS = (
    *("cash", "CASH", "Cash", "cash-4", "cash_367_4", "cash:4", "cash4", "drawer", "drawer-12", "Drawer 4"),
    *("cashdrawer", "CashDrawer4", "till4", "till-4-cash", "petty cash", "pettycash", "tok_cash", "voucher"),
    *("vouchers-2", "coupon", "367/cash", "cash#1"),
)


@pytest.mark.parametrize("token", [*DRAWERS, *NOTHING, "0", "00"])
def test_what_a_till_takes_money_with_is_nobodys(token: str) -> None:
    assert token_account(token) is None


@pytest.mark.parametrize(
    "token", ["tok_8f14e45f", "cashew", "tiller", "tok_Xcash", "12345e67", "visa-1", "tokcashier"]
)
def test_a_token_of_a_card_has_an_account(token: str) -> None:
    assert token_account(token) == token


@given(st.sampled_from(TILL_MEANS), st.sampled_from(["", "-", "_", " ", ":", "/", "#"]), st.integers(0, 999))
def test_a_till_may_number_its_drawers(means: str, mark: str, number: int) -> None:
    assert token_account(f"{means}{mark}{number}") is None


@pytest.mark.parametrize("said", [*NOTHING, *REWRITTEN, "0", "000", "17850.0"])
def test_what_says_nothing_or_was_rewritten_is_no_member(said: str) -> None:
    assert member_fault(said)
    assert member_account(said) is None


@pytest.mark.parametrize("member", ["1234", "0017", "member-3", "M-17", "Nancy"])
def test_a_member_has_an_account(member: str) -> None:
    assert member_account(member) == member


@pytest.mark.parametrize("said", ["nan", "0", "17850.0"])
def test_a_sale_of_nobody_is_taken_as_ever_and_adds_to_no_balance(said: str) -> None:
    """Its row is what it always was: a replay or a rebuild of old sales finds the same."""
    sold = parse(encoded(sale(loyalty_id=said)))
    assert isinstance(sold, Sale)

    assert effect(sold) == {"points": 3, "loyalty_id": said}
    assert amounts("367", effect(sold)) == {}
