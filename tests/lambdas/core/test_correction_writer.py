"""A correction puts a row in the place of another, once, in whatever order everything comes."""

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import BrokenContract, Reason
from lambdas.core.correction_writer import apply_rows, correct_row
from lambdas.core.ledger import Failed, Ledger, LedgerRow, Outcome, RowCorrection, known_digests
from tests.emulated import refusing
from tests.lambdas.ledgers import create_ledger, in_process, rows_of
from tests.lambdas.sales import LEDGER

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

KEY = ("367", "2017-03-01/4/1")
SETTLED = frozenset(bytes([number]) * 16 for number in range(3))


def payload(number: int, correction: int = 0) -> LedgerRow:
    """One of several payloads of an event, each with other points; a correction settles the first three."""
    digest, effect = bytes([number]) * 16, {"points": number}
    brought = RowCorrection(correction, SETTLED) if correction else None
    return LedgerRow(*KEY, digest, effect, correction=brought)


FIRST, SECOND, THIRD, UNSEEN = (payload(number) for number in range(4))
CORRECTED, CORRECTED_AGAIN = payload(1, correction=1), payload(2, correction=2)


def stored(dynamodb: "DynamoDBClient") -> dict[str, Any]:
    return rows_of(dynamodb)[KEY]


def test_a_correction_replaces_what_was_applied_and_says_what_that_was(dynamodb: "DynamoDBClient") -> None:
    """FAULTS 53."""
    outcomes = apply_rows(Ledger(dynamodb, LEDGER), [FIRST, CORRECTED])

    assert outcomes == [Outcome.APPLIED, Outcome.CORRECTED]
    assert stored(dynamodb)["points"] == {"N": "1"}
    assert stored(dynamodb)["replaced"] == {"M": {"points": {"N": "0"}}}


def test_what_it_settles_comes_to_nothing_and_anything_else_is_a_conflict(dynamodb: "DynamoDBClient") -> None:
    """FAULTS 53."""
    ledger = Ledger(dynamodb, LEDGER)
    apply_rows(ledger, [CORRECTED])

    outcomes = apply_rows(ledger, [FIRST, SECOND, THIRD, CORRECTED])

    assert outcomes == [Outcome.REPEATED] * 4
    assert apply_rows(ledger, [UNSEEN]) == [Outcome.CONFLICT]
    assert known_digests(stored(dynamodb)) == SETTLED


def test_two_corrections_of_one_number_conflict(dynamodb: "DynamoDBClient") -> None:
    ledger = Ledger(dynamodb, LEDGER)
    apply_rows(ledger, [CORRECTED])

    assert apply_rows(ledger, [payload(2, correction=1)]) == [Outcome.CONFLICT]


EVERY = [FIRST, SECOND, CORRECTED, CORRECTED_AGAIN]


@given(st.permutations([*EVERY, *EVERY]), st.integers(1, 4))
def test_whatever_comes_in_whatever_order_the_last_correction_stays(rows: list[LedgerRow], size: int) -> None:
    """FAULTS 53."""
    dynamodb = create_ledger(in_process())
    ledger = Ledger(dynamodb, LEDGER)

    for start in range(0, len(rows), size):
        apply_rows(ledger, rows[start:][:size])

    [(key, row)] = rows_of(dynamodb).items()
    assert (key, row["points"], row["correction"]) == (KEY, {"N": "2"}, {"N": "2"})


def test_who_is_overtaken_looks_again(dynamodb: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch) -> None:
    """A first payload comes in between the look and the write."""
    read = dynamodb.batch_get_item

    def overtaken(**given: Any) -> Any:
        monkeypatch.undo()
        found = read(**given)
        apply_rows(Ledger(dynamodb, LEDGER), [FIRST])
        return found

    monkeypatch.setattr(dynamodb, "batch_get_item", overtaken)

    assert correct_row(dynamodb, LEDGER, CORRECTED) is Outcome.CORRECTED
    assert stored(dynamodb)["replaced"] == {"M": {"points": {"N": "0"}}}


def test_a_fault_that_may_pass_is_reported_as_one(dynamodb: "DynamoDBClient") -> None:
    with refusing(dynamodb, "dynamodb.PutItem", "ProvisionedThroughputExceededException", 400):
        assert isinstance(correct_row(dynamodb, LEDGER, CORRECTED), Failed)


def test_a_row_that_its_table_never_takes_is_refused(dynamodb: "DynamoDBClient") -> None:
    with refusing(dynamodb, "dynamodb.PutItem", "ValidationException", 400):
        outcome = correct_row(dynamodb, LEDGER, CORRECTED)

    assert isinstance(outcome, BrokenContract)
    assert outcome.reason is Reason.ROW_REFUSED
