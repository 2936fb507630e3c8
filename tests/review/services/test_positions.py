import pytest

from review.bill_lines import BillLine
from review.consumers import FUNCTION
from review.loads import MonthlyLoad
from review.services import dynamodb, functions, positions
from review.services.mappings import MAPPING
from tests.review.services.consumers import STREAM, fed, the
from tests.review.templates import assembly, environment, quantities
from tests.twin.assemblies import resource
from twin.assembly import Assembly

BATCHES = 10 * 730 * 3_600
"""A month's, of ten a second."""
TABLE = {"Positions": resource(dynamodb.TABLE, BillingMode="PAY_PER_REQUEST")}


def noting(**variables: object) -> Assembly:
    """A consumer that runs ten times a second at a thousand sales, and notes it."""
    app = fed(STREAM | TABLE, "Sales.Arn", BatchSize=100)
    [stack] = app.stacks
    function = stack.template["Resources"]["Function"]["Properties"]
    function["Environment"]["Variables"] |= {"POSITIONS_TABLE": {"Ref": "Positions"}, **variables}
    return app


def running(app: Assembly) -> float:
    """The seconds of a GB of its function."""
    lines = functions.lines(app, the(app, FUNCTION), MonthlyLoad(1_000))
    rows = [line for line in lines if isinstance(line, BillLine)]
    return sum(row.quantity for row in rows if row.price.what == "running, arm64")


def test_a_run_is_a_write_however_many_sales_it_has() -> None:
    app = noting()

    found = quantities(positions.lines(app, the(app, dynamodb.TABLE), MonthlyLoad(1_000)))

    assert found == {"rows written": pytest.approx(BATCHES)}


def test_a_table_of_sales_is_none_of_positions() -> None:
    app = assembly(
        Table=resource(dynamodb.TABLE),
        Function=resource(FUNCTION, Environment={"Variables": {"LEDGER_TABLE": {"Ref": "Table"}}}),
    )

    assert positions.writers(app, the(app, dynamodb.TABLE)) == []


def test_to_note_it_is_a_call_more_of_every_run() -> None:
    longer, shorter = map(running, (noting(), noting(POSITIONS_TABLE="")))

    assert longer - shorter == pytest.approx(BATCHES * (0.004 + 0.001) * 1_769 / 1_024)


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_every_reader_of_a_stream_is_charged_for_its_notes(name: str) -> None:
    app = environment(name)
    [table] = [each for each in app.resources(dynamodb.TABLE) if positions.writers(app, each)]
    streams = [each for each in app.resources(MAPPING) if "StartingPosition" in each.properties]

    assert len(list(positions.lines(app, table, MonthlyLoad(1)))) == len(streams)
