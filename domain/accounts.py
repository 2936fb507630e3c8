"""Whose account a payment token or a member id names, and which of them are nobody's."""

import re

from contracts.codes import code_fault, is_zero, says_nothing
from contracts.personal import FORGOTTEN

TILL_MEANS = ("cash", "drawer", "till", "voucher", "coupon")
"""What a till takes money with, itself: one token for all of its customers."""

_WORDS = "|".join(TILL_MEANS)
_MEANS = re.compile(rf"(?:^|[\W_])(?:petty|{_WORDS})?(?:{_WORDS})s?(?:$|[\W\d_])", re.IGNORECASE)


def token_account(payment_token: str) -> str | None:
    """Return a payment token, or nothing if it names a means of the till or says nothing.

    A till names its own means by a word of TILL_MEANS, as in `cash`, `CASH-4`, `drawer_12` or `till4`.
    """
    is_nobodys = _MEANS.search(payment_token) or says_nothing(payment_token) or is_zero(payment_token)
    return None if is_nobodys or payment_token == FORGOTTEN else payment_token


def member_account(loyalty_id: str | None) -> str | None:
    """Return a member's id, or nothing if it says nothing or is a number that a program rewrote."""
    if loyalty_id is None or loyalty_id == FORGOTTEN or member_fault(loyalty_id):
        return None
    return loyalty_id


def member_fault(loyalty_id: str) -> str | None:
    """Return why an id is no member's, or nothing."""
    return "says that there is none" if is_zero(loyalty_id) else code_fault(loyalty_id)
