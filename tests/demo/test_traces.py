"""Neither the page nor demo.json holds a member, a token or a card, least of all when nothing went well."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from contracts.refusals import Reason
from contracts.scenario import MessageKind, SourceMessage
from demo.audit import Audit, ConsumerState
from demo.demo_run import DemoRun
from demo.expectation import expected
from demo.observed_state import quarantined
from demo.page import page
from demo.reconciliation import Reconciliation
from demo.report import figures_of, wrong_of
from demo.report_rows import refused, violations
from demo.tally import tallies
from domain.scenario.ledgers import POINTS, STOCK
from tests.demo.sample import PASSED
from tests.lambdas.marked_sales import batches, marked, sales
from tests.lambdas.marks import MEMBER, marks_in
from tests.lambdas.sales import encoded
from tests.lambdas.traced import TracedFunction

NOON = datetime(2017, 3, 1, 12, tzinfo=UTC)


def sent(data: bytes, kind: MessageKind) -> SourceMessage:
    return SourceMessage("367", NOON, data, kind)


EVENTS = [sent(encoded(marked(sale_id=f"367/2017-03-01/4/{n}")), MessageKind.EVENT) for n in range(1, 4)]
BROKEN = [replace(sent(data, MessageKind.BROKEN), reason=Reason.FOREIGN_SENDER) for data in sales()[8:]]


@pytest.fixture(scope="module")
def reconciled() -> Reconciliation:
    """A run that lost and misjudged everything: what its consumer has refused is what it refuses."""
    function = TracedFunction("loyalty")
    for each in batches(sales()):
        function.invoke(each)
    kept = list(quarantined(function.s3, function.variables["QUARANTINE_BUCKET"]))
    messages = [*EVENTS, *BROKEN]
    expectation = expected(messages)
    strange = {
        "partition": "367",
        "entry": "2017-03-01/4/99",
        "loyalty_id": MEMBER,
        "points": 3,
        "movement": {},
    }
    held = ConsumerState([strange], {each.data for each in kept}, ())
    return Reconciliation(
        sent=messages,
        accepted=messages,
        expectation=expectation,
        audits={each.consumer.name: Audit(each, expectation, Counter(), held) for each in (STOCK, POINTS)},
        refusing=(),
        quarantined=[replace(each, reason="bad_id") for each in kept] + kept,
        archived=(),
        raw=Counter(each.data for each in EVENTS[:2]),
        crashes=(),
        written_twice=0,
    )


def test_what_a_run_leaves_names_nobody(reconciled: Reconciliation) -> None:
    terminal = SimpleNamespace(seconds={"play": 1.0})
    run = cast("DemoRun", SimpleNamespace(reconciliation=reconciled, terminal=terminal))
    wrong = wrong_of(run, ())
    report = replace(
        PASSED,
        ok=False,
        checks=list(reconciled.checks()),
        violations=list(violations(wrong)),
        tallies=tallies(reconciled, (), {}),
        refused=refused(reconciled.quarantined),
    )

    figures: Any = figures_of(run, (), report)

    assert wrong.keys() == reconciled.wrong.keys() - {"applied twice"}
    assert len(report.refused) > 10
    assert marks_in({"demo.json": json.dumps(figures), "the page": page(report)}) == {}
