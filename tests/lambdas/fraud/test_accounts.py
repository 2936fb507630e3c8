"""Whatever an account remembers, it is written and read again: sums know no bounds of single events."""

from hypothesis import given
from hypothesis import strategies as st

from lambdas.fraud.account import Account, PastSale
from lambdas.fraud.accounts import open_accounts
from tests.lambdas.fraud.names import name
from tests.lambdas.ledgers import in_process

ANY = st.integers(-(2**63), 2**63 - 1)
AMOUNTS = st.floats(allow_nan=False)
PAST = st.builds(PastSale, mark=st.binary(), at=ANY, store_id=st.text(max_size=200), cents=ANY)
ACCOUNTS = st.builds(
    Account,
    recent=st.lists(PAST, max_size=5).map(tuple),
    forgotten=ANY,
    sales=ANY,
    mean=AMOUNTS,
    squares=AMOUNTS,
    bought=ANY,
    refunded=ANY,
)


@given(ACCOUNTS)
def test_every_account_that_can_be_written_can_be_read(account: Account) -> None:
    """FAULTS 54."""
    codec = open_accounts(in_process(), "accounts", name, days=30).table.form

    assert codec.value_of(codec.attributes(account)) == account
