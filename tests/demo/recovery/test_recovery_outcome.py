"""What came back is counted, and what shouldn't have happened is named."""

from demo.recovery.operator import CommandRun
from demo.recovery.recovery_outcome import (
    CorrectionOutcome,
    RebuildOutcome,
    RecoveryOutcome,
    RedriveOutcome,
    RepairOutcome,
    ReplayOutcome,
    RestoreOutcome,
)
from demo.recovery.render import story

WELL = RecoveryOutcome(
    RedriveOutcome(5, again=0),
    [CommandRun(("failures", "redrive", "dev", "--apply"), {"sent": 5}, 1.2)],
    RepairOutcome(["367/2017-12-22/1/7"], [], {"quantity": "two"}, {"quantity": 2}),
    CorrectionOutcome(["367/2017-12-22/1/9"], []),
    RestoreOutcome("loyalty", 25, records=3_500, seconds=6.2, missing=[], reached=[], compared=4_000),
    ReplayOutcome(3_700, left_out=40, live=200, killed=1, seconds=12.34, changes=[]),
    RebuildOutcome(1_900, [], []),
)
BADLY = RecoveryOutcome(
    RedriveOutcome(5, again=2),
    [],
    RepairOutcome(["a", "b"], ["b"]),
    CorrectionOutcome(["a"], ["loyalty"]),
    RestoreOutcome(
        "loyalty", 25, 3_500, 6.2, missing=["c"], reached=["inventory of 0 has read on"], compared=4_000
    ),
    ReplayOutcome(3_700, left_out=40, live=200, killed=1, seconds=12.3, changes=["inventory a"]),
    RebuildOutcome(1_900, ["loyalty b"], ["2026-11-22T15"]),
)


def test_a_recovery_that_went_well_has_nothing_wrong() -> None:
    assert not any(WELL.wrong.values())


def test_whatever_went_wrong_is_named() -> None:
    assert BADLY.wrong == {
        "redriven again": ["a record", "a record"],
        "repaired and not applied": ["b"],
        "otherwise than a correction says": ["loyalty"],
        "lost by a ledger and not brought back": ["c"],
        "changed by a replay to another consumer": ["inventory of 0 has read on"],
        "changed by the replay": ["inventory a"],
        "otherwise in the rebuilt tables": ["loyalty b"],
        "otherwise in raw than its manifest or the stream say": ["2026-11-22T15"],
    }


def test_the_figures_are_those_that_the_demo_reports() -> None:
    figures = WELL.figures()

    assert figures["replayed_records"] == 3_700
    assert (figures["restored_rows"], figures["restored_lost"], figures["restored_reached"]) == (25, 25, 0)
    assert (figures["replay_changes"], figures["rebuild_differences"]) == (0, 0)
    assert (figures["redriven"], figures["repaired"], figures["replay_seconds"]) == (5, 1, 12.34)
    assert figures["corrections"] == 1


def test_the_story_shows_what_was_typed() -> None:
    shown = story(WELL)

    assert [(each.line, each.answer) for each in shown.typed] == [
        ("sluice failures redrive dev --apply", "5 sent")
    ]
    assert [each.mark for each in shown.repaired] == ["-", "+"]
    assert "5 records" in shown.failed
    assert "Of 367/2017-12-22/1/9 two payloads had come" in shown.corrected
    assert "3,700 records in 12 s, while 200 new sales came in" in shown.replayed
    assert "brought 25 of them back, in 6 s" in shown.restored
    assert "rows of ledgers 0 others changed" in shown.restored
    assert "1,900 rows compared, 0 differences" in shown.rebuilt


def test_every_figure_that_went_badly_is_judged_so() -> None:
    states = {check.name: check.state for check in BADLY.checks()}

    assert states == {
        "Redriven from the failure archive": "",
        "Redriven again": "bad",
        "Repaired and applied": "bad",
        "Corrected by an operator, in every ledger": "bad",
        "Replayed to the one ledger that lost them": "bad",
        "Changed by that for anybody else": "bad",
        "Changed by replaying all of raw": "bad",
        "Otherwise in rebuilt tables": "bad",
    }


def test_what_an_environment_cannot_do_is_neither_judged_nor_wrong() -> None:
    alone = RecoveryOutcome(RedriveOutcome(5, again=0), [])

    assert not any(alone.wrong.values())
    assert [check.name for check in alone.checks()] == [
        "Redriven from the failure archive",
        "Redriven again",
    ]
    assert (story(alone).replayed, story(alone).rebuilt) == ("", "")
