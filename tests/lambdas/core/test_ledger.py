"""A row is inserted at most once, and every repetition is told apart from a conflict."""

from typing import TYPE_CHECKING

import pytest

from contracts.refusals import BrokenContract
from domain.sale import Sale
from lambdas.core.contract import digests, key_of, parse
from lambdas.core.ledger import Failed, Ledger, Outcome
from lambdas.core.ledger_row import LedgerRow, TakenAttribute
from tests.lambdas.ledgers import Script, rows_of
from tests.lambdas.sales import LEDGER, encoded, sale

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


def row(entry: str, digest: bytes = b"first", points: int = 3, store: str = "367") -> LedgerRow:
    return LedgerRow(store, entry, digest, {"points": points})


@pytest.fixture
def ledger(dynamodb: "DynamoDBClient") -> Ledger:
    return Ledger(dynamodb, LEDGER)


def test_applies_each_row_and_keeps_its_effect(ledger: Ledger, dynamodb: "DynamoDBClient") -> None:
    outcomes = ledger.insert([row("a"), row("b", points=5)])

    assert outcomes == [Outcome.APPLIED, Outcome.APPLIED]
    assert {key: item["points"]["N"] for key, item in rows_of(dynamodb).items()} == {
        ("367", "a"): "3",
        ("367", "b"): "5",
    }


def test_a_repeated_row_changes_nothing(ledger: Ledger, dynamodb: "DynamoDBClient") -> None:
    """FAULTS 3, 17: redelivered, or sent twice by its producer."""
    ledger.insert([row("a")])
    before = rows_of(dynamodb)

    assert ledger.insert([row("a"), row("b")]) == [Outcome.REPEATED, Outcome.APPLIED]
    assert rows_of(dynamodb)["367", "a"] == before["367", "a"]


def test_the_first_payload_wins_and_the_other_is_a_conflict(
    ledger: Ledger, dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 12."""
    ledger.insert([row("a", points=3)])

    assert ledger.insert([row("a", b"other", points=9)]) == [Outcome.CONFLICT]
    assert rows_of(dynamodb)["367", "a"]["points"]["N"] == "3"


@pytest.mark.parametrize(
    ("spelled", "outcome"),
    [
        ("2017-03-01T14:03:00.000Z", Outcome.REPEATED),
        ("2017-03-01T15:03:00+01:00", Outcome.CONFLICT),
        ("2017-03-01T14:03:01.000Z", Outcome.CONFLICT),
    ],
)
def test_a_row_from_before_knows_its_payload_by_the_digest_it_has(
    ledger: Ledger, spelled: str, outcome: Outcome
) -> None:
    """FAULTS 52: moments had as many digests as spellings."""
    before = encoded(sale(occurred_at="2017-03-01T14:03:00.000Z"))
    read = parse(before)
    assert isinstance(read, Sale)
    of_then = LedgerRow(*key_of(read), digests(before)[1], {"points": 3})
    assert of_then.digest != digests(before)[0]
    ledger.insert([of_then])
    data = encoded(sale(occurred_at=spelled))
    again = parse(data)
    assert isinstance(again, Sale)

    assert ledger.insert([LedgerRow.of(again, data, {"points": 3})]) == [outcome]


def test_two_spellings_of_a_payload_are_applied_once(ledger: Ledger) -> None:
    """FAULTS 52."""
    rows = []
    for at in ("2017-03-01T14:03:00Z", "2017-03-01T14:03:00.000Z", "2017-03-01T15:03:00+01:00"):
        data = encoded(sale(occurred_at=at))
        read = parse(data)
        assert isinstance(read, Sale)
        rows.append(LedgerRow.of(read, data, {"points": 3}))

    assert ledger.insert(rows) == [Outcome.APPLIED, Outcome.REPEATED, Outcome.REPEATED]
    assert ledger.insert(rows[1:]) == [Outcome.REPEATED, Outcome.REPEATED]


@pytest.mark.parametrize("name", ["partition", "entry", "digest"])
def test_an_effect_never_writes_over_the_key_of_its_row(name: str) -> None:
    data = encoded(sale())
    read = parse(data)
    assert isinstance(read, Sale)

    with pytest.raises(TakenAttribute, match=f"^an effect has {name}, which the ledger's rows have$"):
        LedgerRow.of(read, data, {"points": 3, name: "x"})


def test_the_first_payload_wins_within_one_call_too(ledger: Ledger) -> None:
    outcomes = ledger.insert([row("a"), row("a", b"other"), row("a")])

    assert outcomes == [Outcome.APPLIED, Outcome.CONFLICT, Outcome.REPEATED]


def test_what_repeats_the_stored_payload_behind_a_conflict_is_a_repetition(ledger: Ledger) -> None:
    ledger.insert([row("a")])

    assert ledger.insert([row("a", b"other"), row("a")]) == [Outcome.CONFLICT, Outcome.REPEATED]


def test_the_same_entry_of_two_stores_is_two_rows(ledger: Ledger) -> None:
    assert ledger.insert([row("a"), row("a", store="368")]) == [Outcome.APPLIED, Outcome.APPLIED]


def test_nothing_to_insert_asks_nothing(dynamodb: "DynamoDBClient") -> None:
    script = Script(dynamodb)

    assert Ledger(dynamodb, LEDGER).insert([]) == []
    assert script.calls == []


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceeded", "ThrottlingError", "AccessDenied"])
def test_a_row_that_is_refused_for_a_while_fails_alone(
    code: str, ledger: Ledger, dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 9, 10: a throttled write is transient, whatever it throttles."""
    Script(dynamodb).refuse_row(1, code)

    assert ledger.insert([row("a"), row("b"), row("c")]) == [
        Outcome.APPLIED,
        Failed(f"367/b: {code}"),
        Outcome.APPLIED,
    ]
    assert ledger.insert([row("b")]) == [Outcome.APPLIED]


def test_what_comes_behind_a_refused_row_of_its_key_is_tried_by_the_next_delivery(
    ledger: Ledger, dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 1: it is no conflict, for nothing stands under the key, and may be fit to."""
    Script(dynamodb).refuse_row(0, "ValidationError")

    refused, behind, _ = ledger.insert([row("a"), row("a", b"other"), row("b")])

    assert isinstance(refused, BrokenContract)
    assert behind == Failed("367/a: ValidationError")
    assert ledger.insert([row("a", b"other")]) == [Outcome.APPLIED]


@pytest.mark.parametrize("call", ["BatchExecuteStatement", "BatchGetItem"])
def test_a_call_that_fails_fails_every_row_and_can_be_made_again(
    call: str, ledger: Ledger, dynamodb: "DynamoDBClient"
) -> None:
    ledger.insert([row("a")])
    Script(dynamodb).fail(call)

    outcomes = ledger.insert([row("a"), row("b")])
    assert all(isinstance(each, Failed) and "127.0.0.1" in each.cause for each in outcomes)
    assert ledger.insert([row("a")]) == [Outcome.REPEATED]
    assert ledger.insert([row("b")])[0] in (Outcome.APPLIED, Outcome.REPEATED)


def test_a_digest_that_could_not_be_read_is_not_taken_for_a_repetition(
    ledger: Ledger, dynamodb: "DynamoDBClient"
) -> None:
    ledger.insert([row("a")])
    Script(dynamodb).leave_unread()

    assert ledger.insert([row("a")]) == [Failed("367/a: DuplicateItem")]
