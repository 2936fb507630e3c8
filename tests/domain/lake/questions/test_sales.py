"""What was sold when, where and in which baskets: pandas finds the same in the same real days."""

from datetime import date

import pytest

from domain.lake.tables import STORES
from tests.domain.lake.questions.asking import DAY, FROM, TO, ask, by
from tests.domain.lake.questions.bought import between
from tests.domain.lake.rows import finish, insert, sell, state
from tests.domain.lake.sample import Lake


def test_sales_by_hour(lake: Lake) -> None:
    answer = ask(lake, "sales_by_hour", DAY)

    hours = between(DAY, DAY).groupby("hour")
    assert by(answer, "sold_hour", "sales") == hours["basket_id"].nunique().to_dict()
    assert by(answer, "sold_hour", "lines") == hours.size().to_dict()
    assert by(answer, "sold_hour", "total_cents") == hours["total"].sum().to_dict()
    assert by(answer, "sold_hour", "net_cents") == hours["net"].sum().to_dict()
    assert [row["sold_hour"] for row in answer] == sorted(row["sold_hour"] for row in answer)


def test_top_products_by_department(lake: Lake) -> None:
    answer = ask(lake, "top_products_by_department", FROM, TO)

    lines = between(FROM, TO).assign(department=lambda sold: sold["department"].fillna("not known"))
    for department, sold in lines.groupby("department"):
        best = sold.groupby("product_id")["total"].sum().nlargest(5)
        found = [row for row in answer if row["department"] == department]
        assert [row["total_cents"] for row in found] == best.to_list()
        assert [row["place"] for row in found] == list(range(1, len(best) + 1))


def test_basket_size(lake: Lake) -> None:
    answer = ask(lake, "basket_size", FROM, TO)

    baskets = between(FROM, TO).groupby("basket_id").agg(lines=("total", "size"), net=("net", "sum"))
    sizes = {"1": (1, 1), "2 to 5": (2, 5), "6 to 20": (6, 20), "over 20": (21, 9999)}
    for size, (least, most) in sizes.items():
        [found] = [row for row in answer if row["size"] == size]
        some = baskets[baskets["lines"].between(least, most)]
        assert (found["sales"], found["lines"]) == (len(some), some["lines"].sum())
        assert found["net_cents_a_sale"] == pytest.approx(some["net"].mean())
    assert len(answer) == len(sizes)


def test_week_over_week(lake: Lake) -> None:
    answer = ask(lake, "week_over_week", TO)

    lines = between("2017-12-11", TO)
    this = lines["day"] > date(2017, 12, 17)
    now, before = (lines[which].groupby("store_id")["net"].sum() for which in (this, ~this))
    stores = now.index.union(before.index)
    assert by(answer, "store_id", "net_cents") == {str(n): now.get(n, 0) for n in stores}
    assert by(answer, "store_id", "before_cents") == {str(n): before.get(n, 0) for n in stores}
    [one] = [row for row in answer if row["store_id"] == "367"]
    assert one["change_share"] == pytest.approx(now[367] / before[367] - 1)


def test_stores_without_sales(lake: Lake) -> None:
    insert(lake, STORES, store_id="new", name="Not open yet")

    answer = ask(lake, "stores_without_sales", DAY)

    sold = between("2017-12-11", DAY).groupby("store_id")["day"].max()
    silent = {str(store): day for store, day in sold.items() if day < date(2017, 12, 23)}
    last_sold = by(answer, "store_id", "last_sold")
    assert {store: day for store, day in last_sold.items() if day} == silent
    assert last_sold["new"] is None
    assert not set(last_sold) & {str(store) for store in between(DAY, DAY)["store_id"]}


def test_restated_days(lake: Lake) -> None:
    stores = between(DAY, DAY).groupby("store_id")
    cents, baskets = stores["total"].sum().to_dict(), stores["basket_id"].nunique().to_dict()
    state(lake, "367", 2, sales=baskets[367] + 2, total_cents=cents[367] + 1_050)
    state(lake, "343", 2, sales=baskets[343], total_cents=cents[343] - 50)
    finish(lake, 2)

    [answer] = ask(lake, "restated_days", FROM, TO)

    assert str(answer["business_day"]) == DAY
    assert (answer["version"], answer["stores"], answer["more_sales"]) == (2, 2, 2)
    assert answer["more_total_cents"] == 1_000


def test_a_sale_that_is_not_there_yet_counts_nowhere(lake: Lake) -> None:
    before = ask(lake, "sales_by_hour", DAY)

    sell(lake, "half", "367", {"sku": "1", "total_cents": 99})
    lake.execute("DELETE FROM sales WHERE sale_id = 'half'")

    assert ask(lake, "sales_by_hour", DAY) == before
