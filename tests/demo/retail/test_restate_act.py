"""What is repaired after a close is in the next one, or is named."""

from dataclasses import replace
from datetime import date

from demo.act import RunStage
from demo.acts import choose_acts, phases_of
from demo.capabilities import capabilities_of
from demo.retail.restate_act import Restatement
from tests.demo.sample_options import OPTIONS

DAY = {"business_day": date(2017, 12, 23), "version": 3, "is_whole": True}
WELL = Restatement(due={"1", "2"}, curated={"0", "1", "2"}, days=[DAY], restated=1)


def line(found: Restatement) -> tuple[int, int | None, str]:
    [check] = found.checks()
    return check.count, check.of, check.state


def test_what_was_repaired_is_counted() -> None:
    assert line(WELL) == (2, 2, "good")
    assert WELL.figures() == {"repaired_restated": 2, "days_restated": 1}


def test_a_repaired_sale_that_no_table_has_is_named() -> None:
    lacking = replace(WELL, curated={"0", "1"})

    assert line(lacking) == (1, 2, "bad")
    assert lacking.wrong["repaired and in no table"] == ["2"]


def test_a_day_whose_close_lacks_a_sale_or_that_is_open_is_named() -> None:
    for is_whole in (False, None):
        stale = replace(WELL, days=[{**DAY, "is_whole": is_whole}])

        assert line(stale)[2] == "bad"
        assert stale.wrong["closed without what was repaired"] == ["2017-12-23"]


def test_a_sale_that_the_tables_have_otherwise_than_it_was_corrected_is_named() -> None:
    """FAULTS 53."""
    stale = replace(WELL, uncorrected={"1"})

    assert line(stale)[2] == "bad"
    assert stale.wrong["corrected and not in the tables"] == ["1"]


def test_the_day_is_closed_again_when_everything_is_repaired_and_before_new_sales_come() -> None:
    """FAULTS 26: so that the report has it."""
    phases = phases_of(choose_acts(OPTIONS), capabilities_of("full"))
    names = [phase.name for phase in phases if phase.at in (RunStage.REPAIR, RunStage.RECOVER)]

    assert names[:3] == ["repair", "correct", "restate"]
    assert "over" in names[3:]
