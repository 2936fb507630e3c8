"""Alerts are held against the events that are due, and what came twice is wrong."""

from dataclasses import replace
from datetime import UTC, datetime

from contracts.scenario import MessageKind, SourceMessage
from demo.act import RunStage
from demo.acts import leave_out
from demo.alerts_act import AlertsAct, AlertsOutcome, due_of
from tests.demo.sample_options import OPTIONS

GOOD = AlertsOutcome(due=frozenset({"7/1", "7/2"}), received=frozenset({"7/1", "7/2"}), posts=3)
SCENARIO = replace(OPTIONS.scenario, alerts=lambda payload: payload["loud"])


def message(text: str, kind: MessageKind = MessageKind.EVENT) -> SourceMessage:
    return SourceMessage("7", datetime(2017, 1, 1, tzinfo=UTC), text.encode(), kind)


def wrong(outcome: AlertsOutcome) -> dict[str, list[str]]:
    return {what: list(names) for what, names in outcome.wrong.items() if names}


def states(outcome: AlertsOutcome) -> list[str]:
    return [each.state for each in outcome.checks()]


def test_every_alert_that_is_due_and_no_other_is_good() -> None:
    assert (wrong(GOOD), states(GOOD)) == ({}, ["good", "good", ""])
    assert GOOD.figures() == {
        "alerts_due": 2,
        "alerts_received": 2,
        "alerted_twice": 0,
        "alert_posts": 3,
    }


def test_what_is_missing_is_named() -> None:
    missing = replace(GOOD, received=frozenset({"7/1"}))

    assert (wrong(missing), states(missing)[0]) == ({"due and not alerted": ["7/2"]}, "bad")


def test_what_is_too_much_is_named() -> None:
    excess = replace(GOOD, due=frozenset({"7/1"}))

    assert (wrong(excess), states(excess)[0]) == ({"alerted and not due": ["7/2"]}, "bad")


def test_what_was_posted_again_though_it_was_answered_is_named() -> None:
    twice = replace(GOOD, twice=["7/1"])

    assert (wrong(twice), states(twice)[1]) == ({"alerted twice": ["7/1"]}, "bad")


def test_it_looks_again_when_everything_was_replayed() -> None:
    first, again = AlertsAct(OPTIONS).phases()

    assert first.at < RunStage.RECOVER < again.at


def test_what_is_due_is_what_the_scenario_says_of_events_that_are_whole() -> None:
    sent = [
        message('{"sale_id": "7/1", "loud": true}'),
        message('{"sale_id": "7/2", "loud": false}'),
        message("{", MessageKind.BROKEN),
        message('{"sale_id": "7/2", "loud": true}', MessageKind.CONFLICT),
    ]

    assert due_of(SCENARIO, sent) == {"7/1", "7/2"}


def test_it_is_left_out_where_there_is_no_webhook() -> None:
    [left_out] = leave_out([AlertsAct(OPTIONS)], (), {"Consumers"}, OPTIONS.first_day)

    assert left_out.why == "the environment has no Webhook"
