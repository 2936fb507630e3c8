import pytest

from review.bill_lines import Unpriced
from review.loads import MonthlyLoad
from review.services import dynamodb
from tests.review.templates import assembly, quantities
from tests.twin.assemblies import resource
from twin.assembly import Assembly, Resource

A_YEAR = 12 * 730 * 3_600


def table(consumer: str, **properties: object) -> tuple[Assembly, Resource]:
    """The table of a consumer, paid by request unless said otherwise."""
    variables = {"POWERTOOLS_SERVICE_NAME": consumer, "A_TABLE": {"Ref": "Table"}}
    app = assembly(
        Table=resource(dynamodb.TABLE, **{"BillingMode": "PAY_PER_REQUEST", **properties}),
        Function=resource("AWS::Lambda::Function", Environment={"Variables": variables}),
    )
    return app, app.resources(dynamodb.TABLE)[0]


def test_a_sale_is_one_write_and_a_row_for_good() -> None:
    charged = quantities(dynamodb.lines(*table("inventory"), MonthlyLoad(1)))

    assert charged == {
        "rows written": pytest.approx(2_628_000),
        "rows stored": pytest.approx(A_YEAR * (182 + 100) / 1024**3),
    }


def test_an_index_is_a_second_write_and_a_second_row() -> None:
    charged = quantities(
        dynamodb.lines(*table("loyalty", GlobalSecondaryIndexes=[{"IndexName": "by_member"}]), MonthlyLoad(1))
    )

    assert charged["rows written"] == pytest.approx(2 * 2_628_000)
    assert charged["rows stored"] == pytest.approx(A_YEAR * (84 + 100 + 62 + 100) / 1024**3)


def test_recovery_is_paid_for_the_table_and_not_for_its_indexes() -> None:
    recoverable = {"PointInTimeRecoveryEnabled": True}
    indexes = [{"IndexName": "by_member"}]

    charged = quantities(
        dynamodb.lines(
            *table("loyalty", GlobalSecondaryIndexes=indexes, PointInTimeRecoverySpecification=recoverable),
            MonthlyLoad(1),
        )
    )

    assert charged["point-in-time recovery"] == pytest.approx(A_YEAR * (84 + 100) / 1024**3)


@pytest.mark.parametrize(
    "unknown", [table("reorder"), table("inventory", BillingMode="PROVISIONED")], ids=["rows", "capacity"]
)
def test_what_was_not_measured_or_has_no_price_is_unpriced(unknown: tuple[Assembly, Resource]) -> None:
    [line] = dynamodb.lines(*unknown, MonthlyLoad(1))

    assert isinstance(line, Unpriced)


def test_an_index_whose_rows_were_not_measured_is_unpriced() -> None:
    [line] = dynamodb.lines(*table("fraud", GlobalSecondaryIndexes=[{"IndexName": "by_day"}]), MonthlyLoad(1))

    assert isinstance(line, Unpriced)


def test_a_screened_sale_reads_and_writes_two_accounts() -> None:
    """Each read is half a unit: it needn't see the last write."""
    charged = quantities(dynamodb.lines(*table("fraud"), MonthlyLoad(1)))

    assert charged == {
        "rows written": pytest.approx(2 * 2_628_000),
        "rows read": pytest.approx(2 * 2_628_000 / 2),
    }


def test_a_sale_changes_a_shelf_a_line_at_most() -> None:
    charged = quantities(dynamodb.lines(*table("shelves"), MonthlyLoad(1)))

    assert charged == {
        "rows written": pytest.approx(9.4 * 2_628_000),
        "rows read": pytest.approx(9.4 * 2_628_000 / 2),
    }


@pytest.mark.parametrize(("recovery", "dollars"), [(False, "$0.16"), (True, "$0.30")])
def test_items_that_are_changed_have_a_price_and_no_number(recovery: bool, dollars: str) -> None:
    """A million of 607 bytes and 100 are 0.6584 GB, at $0.25, and at $0.20 more to be recovered."""
    app, accounts = table("fraud", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": recovery})

    [reason] = [
        line.reason for line in dynamodb.lines(app, accounts, MonthlyLoad(1)) if isinstance(line, Unpriced)
    ]

    assert f"{dollars} for a million full items" in reason


def test_a_table_has_four_partitions_until_its_rows_fill_more() -> None:
    app, ledger = table("inventory")

    # 2,000 a second for a year are 63.072 thousand million rows of 282 bytes, 10 GB a partition.
    assert dynamodb.partitions(app, ledger, MonthlyLoad(0)) == 4
    assert dynamodb.partitions(app, ledger, MonthlyLoad(2_000)) == pytest.approx(
        63.072e9 * 282 / 1024**3 / 10
    )


def test_a_table_that_is_changed_has_the_partitions_with_which_it_began() -> None:
    assert dynamodb.partitions(*table("fraud"), MonthlyLoad(2_000)) == 4
