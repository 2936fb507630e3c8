"""Histories of sales: what came, what was screened, what was corrected; and what they make of accounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from domain.sale import Sale
from lambdas.fraud.account import Account, PastSale
from lambdas.fraud.screener import keys_of
from tests.lambdas.fraud.histories import LIMITS, account_after, payload, sale_of


def after(*payloads: bytes) -> Account:
    """The account that sees these sales in this order."""
    return account_after(*map(sale_of, payloads))


@dataclass(frozen=True)
class Step:
    """A payload, and what becomes of it: screened or lost by the accounts, a correction or none."""

    data: bytes
    is_screened: bool = True
    correction: int = 0


steps = st.builds(
    Step,
    st.builds(
        payload,
        st.integers(1, 6),
        minutes=st.integers(0, 100) | st.sampled_from([-3_000, -1_441]),
        cents=st.integers(-3_000, 9_000).filter(bool),
        loyalty_id=st.sampled_from([None, "1234", "77"]),
        payment_token=st.sampled_from(["tok_a", "tok_b", "cash"]),
    ),
    st.booleans(),
    st.integers(0, 2),
)


def has_same_correction(one: Step, other: Step) -> bool:
    """An operator's number is given once."""
    same_sale = sale_of(one.data).sale_id == sale_of(other.data).sale_id
    return same_sale and one.correction == other.correction


def fold(archived: Sequence[Step]) -> dict[str, Account]:
    """Return every account that a payload names, by a list in memory."""
    right: dict[str, Step] = {}
    for step in archived:
        kept = right.setdefault(sale_of(step.data).sale_id, step)
        if step.correction > kept.correction:
            right[sale_of(step.data).sale_id] = step
    named = {key: list[Sale]() for step in archived for key in keys_of(sale_of(step.data)).values()}
    for sold in (sale_of(step.data) for step in right.values()):
        for key in keys_of(sold).values():
            named[key].append(sold)
    folded = {}
    for key, sales in named.items():
        account = Account()
        for past in sorted(map(PastSale.of, sales), key=lambda past: (past.at, past.mark)):
            account = account.add(past, LIMITS)
        folded[key] = account
    return folded
