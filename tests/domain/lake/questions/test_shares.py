"""Which part of the sales a kind of them is: pandas finds the same in the same real days."""

import pytest

from tests.domain.lake.questions.asking import DAY, FROM, TO, ask, by
from tests.domain.lake.questions.bought import between
from tests.domain.lake.rows import finish, state
from tests.domain.lake.sample import Lake


def test_returns_by_store(lake: Lake) -> None:
    state(lake, "367", 2, sales=9, lines=40, return_lines=10, return_cents=995)
    finish(lake, 2)

    answer = ask(lake, "returns_by_store", DAY, DAY)

    lines = between(DAY, DAY).groupby("store_id").size()
    assert answer[0] == {
        "store_id": "367",
        "lines": 40,
        "return_lines": 10,
        "return_cents": 995,
        "return_share": 0.25,
    }
    assert by(answer[1:], "store_id", "lines") == {str(store): n for store, n in lines.drop(367).items()}
    assert {row["return_share"] for row in answer[1:]} == {0}


def test_discounts_by_kind(lake: Lake) -> None:
    answer = ask(lake, "discounts_by_kind", FROM, TO)

    lines = between(FROM, TO)
    asked = lines["total"].sum() + lines["retail"].sum()
    cents = {
        "retail": lines["retail"].sum(),
        "coupon": lines["coupon"].sum(),
        "coupon match": lines["match"].sum(),
    }
    assert by(answer, "kind", "cents") == cents
    assert by(answer, "kind", "asked_share") == pytest.approx({kind: n / asked for kind, n in cents.items()})


def test_members_share(lake: Lake) -> None:
    lake.execute("UPDATE sales SET loyalty_id = NULL WHERE CAST(loyalty_id AS INT) % 3 = 0")

    answer = ask(lake, "members_share", FROM, TO)

    lines = between(FROM, TO).assign(guest=lambda sold: sold["household_id"] % 3 == 0)
    for row in answer:
        of_day = lines[lines["day"] == row["business_day"]]
        members = of_day[~of_day["guest"]]
        assert row["member_sales"] == members["basket_id"].nunique()
        assert row["sales_share"] == pytest.approx(
            members["basket_id"].nunique() / of_day["basket_id"].nunique()
        )
        assert row["net_share"] == pytest.approx(members["net"].sum() / of_day["net"].sum())
    assert [str(row["business_day"]) for row in answer] == [FROM, DAY, TO]


def test_tax_free_share(lake: Lake) -> None:
    answer = ask(lake, "tax_free_share", FROM, TO)

    lines = between(FROM, TO)
    free = lines[lines["department"].isin(["GROCERY", "PRODUCE", "MEAT"])].groupby("store_id")["total"].sum()
    cents = lines.groupby("store_id")["total"].sum()
    shares = (free.reindex(cents.index).fillna(0) / cents).to_dict()
    assert by(answer, "store_id", "tax_free_share") == pytest.approx(
        {str(n): share for n, share in shares.items()}
    )


def test_private_label_share(lake: Lake) -> None:
    answer = ask(lake, "private_label_share", FROM, TO)

    lines = between(FROM, TO).dropna(subset=["department"])
    cents = lines.groupby("department")["total"].sum()
    private = lines[lines["brand"] == "Private"].groupby("department")["total"].sum()
    assert by(answer, "department", "total_cents") == cents.to_dict()
    assert by(answer, "department", "private_cents") == private.reindex(cents.index).fillna(0).to_dict()
    [grocery] = [row for row in answer if row["department"] == "GROCERY"]
    assert grocery["private_share"] == pytest.approx(private["GROCERY"] / cents["GROCERY"])
