"""The fraud consumer is measured as inventory is: it must have done its work."""

import pytest

from benchmarks.decisions import fraud
from benchmarks.designs import Design, answer
from benchmarks.dynamodb import NONE
from benchmarks.throughput import WorkNotDone, run
from lambdas.core.pseudonyms.names import compute_name
from tests.lambdas.sales import encoded, line, sale


def test_two_accounts_a_sale_are_written_and_read_together() -> None:
    """In one read, one of other names, and four writes; and then the position is written."""
    usage = run(fraud.DESIGN, NONE, 50).usage

    assert usage.calls == 2 + 4 + 1
    assert 1.5 < usage.write_units / 50 <= 2 + 1 / 50


def test_a_consumer_that_remembers_nothing_is_not_timed() -> None:
    idle = Design(
        "idle",
        fraud.DESIGN.tables,
        lambda *_: lambda _event: answer([]),
        fraud.purchases,
        expected=fraud.expected,
    )

    with pytest.raises(WorkNotDone):
        run(idle, NONE, 5)


def test_a_purchase_counts_once_for_each_account_and_a_return_for_none() -> None:
    bought, returned = (
        encoded(sale(number, lines=[line(quantity=sign, total_cents=sign * 300)]))
        for number, sign in enumerate((1, -1))
    )

    assert fraud.expected([bought, bought, returned]) == {
        compute_name(fraud.KEY_RING.key, kind, identifier): 1
        for kind, identifier in (("token", "tok_paid"), ("member", "1234"))
    }
