"""The saved questions give the answers that pandas finds in the same real days, and see what a test adds."""

import json
import re
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lake.questions import QUESTIONS, Question, read
from lake.tables import QUARANTINED, STORES
from tests.lake import failed
from tests.lake.questions.bought import between
from tests.lake.rows import finish, insert, sell, state
from tests.lake.sample import Lake, Rows, rows

FROM, TO = "2017-12-22", "2017-12-24"
DAY = "2017-12-23"
BY_NAME = {question.name: question for question in QUESTIONS}


def ask(lake: Lake, name: str, *parameters: str) -> Rows:
    """The answer to a question."""
    return rows(lake, BY_NAME[name].sql, parameters)


def by(answer: Rows, key: str, value: str) -> dict[Any, Any]:
    """One figure of an answer, by another of its columns."""
    found = {row[key]: row[value] for row in answer}
    assert len(found) == len(answer)
    return found


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


def test_what_is_quarantined(lake: Lake) -> None:
    noon = datetime(2017, 12, 24, 23, 59, tzinfo=UTC)
    for n, reason in enumerate(["conflict", "not_json", "conflict", "future"]):
        known = {"net_cents": 100 * n, "store_id": "367"} if reason == "conflict" else {}
        arrived = noon - timedelta(days=n)
        insert(
            lake, QUARANTINED, record_id=str(n), reason=reason, field="sale_id", arrived_at=arrived, **known
        )

    conflicts, broken = ask(lake, "quarantined_by_reason", FROM, TO)

    assert (conflicts["reason"], conflicts["records"], conflicts["net_cents"]) == ("conflict", 2, 200)
    assert (conflicts["stores"], broken["stores"]) == (1, 0)
    assert (str(conflicts["first_day"]), str(conflicts["last_day"])) == (FROM, TO)
    assert (broken["reason"], broken["records"], broken["net_cents"]) == ("not_json", 1, 0)


def test_what_failed(lake: Lake) -> None:
    for reason, sale_id, day in (
        ("conflict", 1, 22),
        ("conflict", 2, 22),
        ("future", 3, 24),
        ("future", 4, 25),
    ):
        fail(lake, f"367/2017-12-22/4/{sale_id}", reason=reason, arrived_at=f"2017-12-{day}T08:00:00+00:00")
    fail(lake, "367/2017-12-22/4/1", reason="conflict", arrived_at="2017-12-22T09:00:00+00:00")

    conflicts, future = ask(lake, "failures_by_day", FROM, TO)

    assert (str(conflicts["day"]), conflicts["reason"], conflicts["consumer"]) == (FROM, "conflict", "fraud")
    assert (conflicts["times"], conflicts["sales"], conflicts["stores"]) == (3, 2, 1)
    assert (str(future["day"]), future["times"]) == (TO, 1)


def test_what_failed_first_and_again(lake: Lake) -> None:
    fail(lake, "367/2017-12-22/4/2", arrived_at="2017-12-23T08:00:00+00:00")
    fail(lake, "367/2017-12-22/4/1", arrived_at="2017-12-24T08:00:00+00:00")
    fail(lake, "367/2017-12-22/4/1", arrived_at="2017-12-22T08:00:00+00:00")

    first, second = ask(lake, "failed_again", FROM, TO)

    assert (first["sale_id"], first["times"], first["repaired"]) == ("367/2017-12-22/4/1", 2, 0)
    assert (first["first_failed_at"], first["last_failed_at"]) == (
        "2017-12-22T08:00:00",
        "2017-12-24T08:00:00",
    )
    assert (second["sale_id"], second["times"]) == ("367/2017-12-22/4/2", 1)


def fail(lake: Lake, sale_id: str, **line: str) -> None:
    """A sale that the fraud consumer refused."""
    data = b64encode(json.dumps({"sale_id": sale_id, "store_id": "367"}).encode()).decode()
    failed.quarantine(lake, {"fraud/any.jsonl": json.dumps(line | {"data": data}).encode()})


def test_a_sale_that_is_not_there_yet_counts_nowhere(lake: Lake) -> None:
    before = ask(lake, "sales_by_hour", DAY)

    sell(lake, "half", "367", {"sku": "1", "total_cents": 99})
    lake.execute("DELETE FROM sales WHERE sale_id = 'half'")

    assert ask(lake, "sales_by_hour", DAY) == before


def test_every_question_is_answered_here() -> None:
    asked = set(re.findall(r'ask\(lake, "(\w+)"', Path(__file__).read_text()))

    assert asked == set(BY_NAME)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_says_what_it_answers_and_asks_for(question: Question) -> None:
    assert question.title
    assert question.description.endswith(".")
    assert len(question.parameters) == question.sql.count("?")
    assert all(name.startswith("the ") for name in question.parameters)


def test_a_file_is_read_as_title_description_parameters_and_query() -> None:
    question = read("one", "-- A title\n-- What it says.\n-- Parameters: the day, the store\nSELECT ?, ?\n")

    assert question == Question("one", "A title", "What it says.", ["the day", "the store"], "SELECT ?, ?")
