import pytest

from review.loads import Load
from review.rows import Unpriced
from review.services import dynamodb
from tests.review.templates import assembly, quantities
from tests.twin.assemblies import resource
from twin.assembly import Assembly, Resource

A_YEAR = 12 * 730 * 3_600


def ledger(consumer: str, **properties: object) -> tuple[Assembly, Resource]:
    """The ledger of a consumer, paid by request unless said otherwise."""
    variables = {"CONSUMER": consumer, "LEDGER_TABLE": {"Ref": "Ledger"}}
    app = assembly(
        Ledger=resource(dynamodb.TABLE, **{"BillingMode": "PAY_PER_REQUEST", **properties}),
        Function=resource("AWS::Lambda::Function", Environment={"Variables": variables}),
    )
    return app, app.resources(dynamodb.TABLE)[0]


def test_a_sale_is_one_write_and_a_row_for_good() -> None:
    charged = quantities(dynamodb.lines(*ledger("inventory"), Load(1)))

    assert charged == {
        "rows written": pytest.approx(2_628_000),
        "rows stored": pytest.approx(A_YEAR * (182 + 100) / 1024**3),
    }


def test_an_index_is_a_second_write_and_a_second_row() -> None:
    charged = quantities(
        dynamodb.lines(*ledger("loyalty", GlobalSecondaryIndexes=[{"IndexName": "by_member"}]), Load(1))
    )

    assert charged["rows written"] == pytest.approx(2 * 2_628_000)
    assert charged["rows stored"] == pytest.approx(A_YEAR * (84 + 100 + 62 + 100) / 1024**3)


def test_recovery_is_paid_for_the_table_and_not_for_its_indexes() -> None:
    recoverable = {"PointInTimeRecoveryEnabled": True}
    indexes = [{"IndexName": "by_member"}]

    charged = quantities(
        dynamodb.lines(
            *ledger("loyalty", GlobalSecondaryIndexes=indexes, PointInTimeRecoverySpecification=recoverable),
            Load(1),
        )
    )

    assert charged["point-in-time recovery"] == pytest.approx(A_YEAR * (84 + 100) / 1024**3)


@pytest.mark.parametrize(
    "unknown", [ledger("fraud"), ledger("inventory", BillingMode="PROVISIONED")], ids=["rows", "capacity"]
)
def test_what_was_not_measured_or_has_no_price_is_unpriced(unknown: tuple[Assembly, Resource]) -> None:
    [line] = dynamodb.lines(*unknown, Load(1))

    assert isinstance(line, Unpriced)


def test_an_index_whose_rows_were_not_measured_is_unpriced() -> None:
    [line] = dynamodb.lines(*ledger("inventory", GlobalSecondaryIndexes=[{"IndexName": "by_day"}]), Load(1))

    assert isinstance(line, Unpriced)
