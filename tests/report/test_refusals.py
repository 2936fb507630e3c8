"""The quarantine by reason."""

from contracts.refusals import Reason
from domain.lake.rules import RULES
from lake.quality.rule import Severity
from report.reasons import MEANINGS, UNKNOWN
from report.refusals import count_refusals
from report.rows import Quarantined


def row(reason: str, store_id: str | None, records: int, cents: int | None) -> Quarantined:
    return Quarantined(
        store_id=store_id, reason=reason, field="record", why="is wrong", records=records, net_cents=cents
    )


def test_the_stores_of_a_reason_are_one_row_and_the_most_frequent_reason_is_first() -> None:
    found = count_refusals(
        [row("not_json", None, 2, None), row("conflict", "9", 2, 100), row("conflict", "8", 1, 50)]
    )

    assert [(one.reason, one.records, one.stores, one.net_cents) for one in found] == [
        ("conflict", 3, ["8", "9"], 150),
        ("not_json", 2, [], None),
    ]


def test_an_amount_of_nothing_is_not_an_amount_that_is_not_known() -> None:
    assert count_refusals([row("conflict", "9", 1, 0), row("conflict", None, 1, None)])[0].net_cents == 0


def test_every_reason_says_in_words_what_happened_and_what_to_do() -> None:
    """Those of the contract, and the rules that a sale can fail."""
    rules = {rule.name for rule in RULES if rule.severity is Severity.ROW}

    assert MEANINGS.keys() == {*Reason, *rules}
    assert all(meaning.to_do.endswith(".") for meaning in MEANINGS.values())


def test_a_reason_without_words_has_those_that_hold_of_all() -> None:
    [one] = count_refusals([row("of_tomorrow", None, 1, None)])

    assert one.meaning == UNKNOWN
