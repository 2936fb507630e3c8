"""The way from the shelf price to what customers paid adds up."""

from report.comparison import Compared, cells
from report.figures import Figures
from report.statement import statement

NOTHING = dict.fromkeys(Figures.__dataclass_fields__, 0)
SOLD = Figures(
    **NOTHING
    | {
        "sales": 3,
        "total_cents": 1_000,
        "retail_cents": 150,
        "coupon_match_cents": 50,
        "coupon_cents": 70,
        "net_cents": 930,
    }
)
ALONE = Compared(now=SOLD, day_before=None, week_before=None)


def test_what_is_taken_off_leads_from_one_sum_to_the_next() -> None:
    shelf, own, matched, sold, coupons, paid = (line.cents for line in statement(ALONE))

    assert (shelf, sold, paid) == (1_200, 1_000, 930)
    assert shelf + own + matched == sold
    assert sold + coupons == paid


def test_shares_are_of_the_shelf_price() -> None:
    shares = [line.share.replace("\N{NO-BREAK SPACE}", " ") for line in statement(ALONE)]

    assert shares == ["100 %", "12.5 %", "4.2 %", "83.3 %", "5.8 %", "77.5 %"]


def test_without_an_earlier_day_nothing_has_changed() -> None:
    assert {line.changed for line in statement(ALONE)} == {""}
    assert [cell.changes for cell in cells(ALONE)] == [[]] * 6


def test_the_average_receipt_is_rounded_to_the_cent() -> None:
    assert SOLD.average_cents == 333
    assert Figures(**NOTHING | {"sales": 3, "total_cents": 1_001}).average_cents == 334
    assert Figures(**NOTHING).average_cents == 0


def test_figures_are_held_against_both_earlier_days() -> None:
    half = Figures(**NOTHING | {"total_cents": 500})

    sold = next(cells(Compared(now=SOLD, day_before=SOLD, week_before=half)))

    assert [since for _, since in sold.changes] == ["vs day before", "vs week before"]
    assert [changed[0] for changed, _ in sold.changes] == ["=", "▲"]
