"""The start of the curation job that makes a day again."""

import json
import runpy
import sys
from datetime import UTC, datetime, timedelta

import pytest

from domain.lake.tables import SALES
from jobs.retail import curate_sales, remake_day
from jobs.retail.remake_day import main
from tests.jobs.retail.nights import DAYS, Night
from tests.jobs.retail.remaking import edit, invent
from tests.jobs.retail.running import FIRST, run, snapshots, sold

DAY = ("--REMAKE", f"{FIRST}")
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)


@pytest.fixture
def edited(night: Night) -> Night:
    """A day with a row that was changed by hand."""
    night.place.archive(sold(1))
    run(night.place)
    edit(night.place, SALES, net_cents=1)
    return night


def test_prints_how_a_day_differs_and_writes_nothing(
    edited: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshots(edited.place)

    remade = main(edited.arguments(*DAY), edited.place.lake())

    printed = json.loads(capsys.readouterr().out)
    assert printed == remade.figures()
    assert (printed["sales_otherwise"], printed["written"]) == (1, 0)
    assert snapshots(edited.place) == before


def test_swaps_if_it_is_told_to(edited: Night) -> None:
    remade = main(edited.arguments(*DAY, "--SWAP", "yes"), edited.place.lake())

    assert (remade.objects, remade.written) == (1, 1)
    assert edited.place.rows("SELECT net_cents FROM sales") == [{"net_cents": 398}]


def test_curation_says_that_it_ran_and_a_remake_does_not(edited: Night) -> None:
    """The alarm on a lake that is stale must not take one for the other."""
    main(edited.arguments(*DAY), edited.place.lake())

    assert edited.published("SalesCurated") == []


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (("--REMAKE", "2017-02-29"), "REMAKE is 2017-02-29: write a day as 2017-12-22"),
        (("--REMAKE", "yesterday"), "REMAKE is yesterday: write a day as 2017-12-22"),
        (("--REMAKE", f"{TOMORROW}"), f"REMAKE is {TOMORROW}: that day hasn't come, it is "),
        ((*DAY, "--SWAP", "no"), "SWAP is no: write yes, or leave it out to compare only"),
        ((*DAY, "--TO", "2017-03-02T00"), "REMAKE reads all hours since its day: leave out FROM and TO"),
    ],
)
def test_says_in_a_line_what_it_can_not_make(night: Night, given: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as refused:
        main(night.arguments(*given), night.place.lake())

    assert "\n" not in str(refused.value)


def test_the_curation_job_makes_a_day_again_if_it_is_given_one(
    edited: Night, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(remake_day, "spark", lambda *_: edited.place.lake())
    monkeypatch.setattr(sys, "argv", ["curate_sales.py", *edited.arguments(*DAY)])

    runpy.run_path(curate_sales.__file__, run_name="__main__")

    assert json.loads(capsys.readouterr().out)["day"] == f"{FIRST}"


def test_a_sale_that_nobody_sold_keeps_its_day_open_until_the_day_is_made_again(sold_out: Night) -> None:
    """FAULTS 62."""
    invent(sold_out.place)
    assert sold_out.close(*DAYS).left_open == 1

    main(sold_out.arguments(*DAY, "--SWAP", "yes"), sold_out.place.lake())

    assert sold_out.close(*DAYS).blocked == []
