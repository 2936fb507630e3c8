"""What is there is judged figure by figure, and the numbers add up where they are read."""

from collections import Counter
from dataclasses import replace

from contracts.refusals import Reason
from contracts.scenario import MessageKind, SourceMessage
from demo.audit import Audit, ConsumerState
from demo.expectation import expected
from demo.message import short_digest
from demo.observed_state import QuarantinedRecord
from demo.reconciliation import Reconciliation
from demo.tally import tallies
from domain.scenario.ledgers import STOCK
from tests.demo.sample_messages import CONFLICT, OPENING, ROW, SALE_ID, message

BROKEN = replace(message(), data=b"SALE 7 *** THANK YOU ***", kind=MessageKind.BROKEN, reason=Reason.NOT_JSON)
AGAIN = replace(message(), kind=MessageKind.DUPLICATE)
ACCEPTED = (message(), AGAIN, CONFLICT, BROKEN)


def kept(message: SourceMessage, reason: Reason) -> QuarantinedRecord:
    return QuarantinedRecord("inventory", reason, "record", "is wrong", message.data)


def found(*quarantined: QuarantinedRecord) -> Reconciliation:
    expectation = expected(ACCEPTED)
    held = ConsumerState([OPENING, ROW], {each.data for each in quarantined}, ())
    return Reconciliation(
        sent=ACCEPTED,
        accepted=ACCEPTED,
        expectation=expectation,
        audits={"inventory": Audit(STOCK, expectation, Counter({"7/a": 10}), held)},
        refusing=(MessageKind.BROKEN, MessageKind.CONFLICT),
        quarantined=quarantined,
        archived=(),
        raw=Counter(each.data for each in ACCEPTED),
        crashes=(),
        written_twice=0,
    )


WELL = found(kept(CONFLICT, Reason.CONFLICT), kept(BROKEN, Reason.NOT_JSON))


def test_a_run_that_kept_the_promise_has_nothing_wrong_and_no_bad_figure() -> None:
    assert not any(WELL.wrong.values())
    assert {check.state for check in WELL.checks()} == {"good", ""}
    assert WELL.applied == [SALE_ID]


def test_a_record_that_is_refused_for_another_reason_than_it_was_broken_for_is_named() -> None:
    otherwise = found(kept(CONFLICT, Reason.CONFLICT), kept(BROKEN, Reason.WRONG_SHAPE))

    [name] = otherwise.wrong["quarantined for another reason"]
    assert name == f"a broken message of 24 bytes, {short_digest(BROKEN.data)}"
    [check] = [each for each in otherwise.checks() if "quarantine" in each.name]
    assert check.state == "bad"


ODD = (
    replace(BROKEN, data=b" ", reason=Reason.NOT_JSON),
    replace(BROKEN, data=b'{"of": 1}\n{"of": 2}\n', reason=Reason.NOT_JSON),
)


def test_a_blank_message_and_one_of_several_lines_are_counted_where_they_were_kept() -> None:
    accepted = (*ACCEPTED, *ODD)
    both = replace(WELL, accepted=accepted, quarantined=[kept(each, Reason.NOT_JSON) for each in ODD])
    one = replace(both, quarantined=both.quarantined[:1])

    assert odd(both) == (2, 2, "good")
    assert odd(one) == (1, 2, "bad")
    assert odd(WELL) == (0, 0, "good")
    assert (one.figures()["blank_records"], one.figures()["split_records"]) == (1, 0)


def odd(found: Reconciliation) -> tuple[int, int | None, str]:
    """What its line says."""
    [check] = [each for each in found.checks() if "blank" in each.name]
    return check.count, check.of, check.state


def test_a_conflict_must_be_refused_as_a_conflict() -> None:
    otherwise = found(kept(CONFLICT, Reason.BAD_ID), kept(BROKEN, Reason.NOT_JSON))

    assert otherwise.wrong["quarantined for another reason"] == [SALE_ID]


def test_a_message_that_is_in_no_quarantine_is_lost() -> None:
    lost = found(kept(CONFLICT, Reason.CONFLICT))

    assert len(lost.wrong["lost"]) == 1
    assert {check.name: check.state for check in lost.checks()}["Lost"] == "bad"


def test_figures_are_named_as_the_domain_calls_what_is_counted() -> None:
    names = [check.name for check in WELL.checks()]

    assert "Sales applied once" in names
    assert "Stock items that are wrong" in names


def test_whatever_was_accepted_is_in_one_part_of_its_sum() -> None:
    accepted, applied = tallies(WELL, {SALE_ID}, {"of frauds": ["7/2017-12-22/66/1"]})

    assert sum(accepted.parts.values()) == accepted.total == len(ACCEPTED)
    assert sum(applied.parts.values()) == applied.total == 1
    assert accepted.text == "1 sales of the data + 1 sent again + 1 broken + 1 contradicting = 4 accepted"


def test_what_an_act_added_is_told_apart_from_the_data() -> None:
    accepted, _ = tallies(WELL, (), {"of frauds": [SALE_ID]})

    assert accepted.parts["of frauds"] == 1
    assert sum(accepted.parts.values()) == accepted.total


def test_what_nobody_claims_is_counted_all_the_same() -> None:
    accepted, _ = tallies(WELL, (), {})

    assert accepted.parts["by other ways"] == 1
    assert sum(accepted.parts.values()) == accepted.total


def without_ledgers(*raw: SourceMessage) -> Reconciliation:
    return replace(WELL, audits={}, refusing=(), quarantined=(), raw=Counter(each.data for each in raw))


def test_without_ledgers_raw_is_where_everything_belongs() -> None:
    kept = without_ledgers(*ACCEPTED)

    assert not any(kept.wrong.values())
    assert {check.state for check in kept.checks()} == {"good", ""}
    assert kept.arrived == kept.accepted_ids
    assert len(tallies(kept, {SALE_ID}, {})) == 1


def test_without_ledgers_what_raw_lacks_is_lost() -> None:
    assert without_ledgers(*ACCEPTED[:-1]).lost == without_ledgers(*ACCEPTED[:-1]).raw_missing != []
