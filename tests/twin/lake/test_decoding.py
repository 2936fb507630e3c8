"""Raw objects as views."""

import gzip
from datetime import UTC, datetime

import pytest

from jobs import raw
from jobs.raw import RawObject
from jobs.retail.sale_columns import SALE_COLUMNS
from tests.lambdas.sales import BOUNDS, encoded, line
from tests.lambdas.sales import sale as sold
from twin.emulator import Emulator
from twin.lake.duck import DuckLake

HOUR = "events/year=2017/month=03/day=01/hour=15"
SINCE = datetime(2017, 3, 1, tzinfo=UTC)


@pytest.fixture
def archived(emulator: Emulator, database: str) -> list[RawObject]:
    """Two objects, the second one overwritten: two sales, then one, then something else."""
    s3 = emulator.client("s3")
    s3.put_bucket_versioning(Bucket=database, VersioningConfiguration={"Status": "Enabled"})
    first, second = encoded(sold(lines=[line(), line("7")])), encoded(sold(sale_id="367/2017-03-01/4/2"))
    for name, records in {"a": [first, second], "b": [first]}.items():
        s3.put_object(Bucket=database, Key=f"{HOUR}/{name}.gz", Body=gzip.compress(b"\n".join(records)))
    s3.put_object(Bucket=database, Key=f"{HOUR}/b.gz", Body=gzip.compress(b"{}\n"))
    return raw.list_versions(s3, database, SINCE)


def test_shows_every_record_of_every_version_and_where_it_lies(
    lake: DuckLake, archived: list[RawObject]
) -> None:
    lake.decode(archived, SALE_COLUMNS, BOUNDS)

    found = lake.rows(
        "SELECT raw_object, raw_version, position, line_no, reason"
        " FROM decoded JOIN objects USING (object_no)"
        " ORDER BY raw_object, reason NULLS FIRST, position, line_no"
    )
    a, b = f"{HOUR}/a.gz", f"{HOUR}/b.gz"
    places = [(row["raw_object"], row["position"], row["line_no"]) for row in found]
    assert places == [(a, 0, 1), (a, 0, 2), (a, 1, 1), (b, 0, 1), (b, 0, 2), (b, 0, None)]
    assert len({row["raw_version"] for row in found}) == 3
    assert [row["reason"] is None for row in found] == [True] * 5 + [False]


def test_tells_when_an_object_arrived(lake: DuckLake, archived: list[RawObject]) -> None:
    lake.decode(archived, SALE_COLUMNS, BOUNDS)

    [row] = lake.rows("SELECT min(arrived_at) AS first FROM objects")
    assert row["first"] == min(each.arrived_at for each in archived)


def test_has_the_columns_of_the_contract_even_without_an_object(lake: DuckLake) -> None:
    lake.decode([], SALE_COLUMNS, BOUNDS)

    assert lake.rows(f"SELECT {', '.join(SALE_COLUMNS.schema.names)} FROM decoded") == []  # noqa: S608 (names are ours)
    assert lake.rows("SELECT object_no, raw_object, raw_version, arrived_at FROM objects") == []


def test_forgets_the_objects_before(lake: DuckLake, archived: list[RawObject]) -> None:
    lake.decode(archived, SALE_COLUMNS, BOUNDS)
    lake.decode(archived[:1], SALE_COLUMNS, BOUNDS)

    assert lake.rows("SELECT DISTINCT object_no FROM decoded") == [{"object_no": archived[0].number}]
