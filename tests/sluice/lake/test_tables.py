"""Against the metadata that the synthesized templates make."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner

from domain.lake.tables import TABLES
from sluice.__main__ import app
from tests.sluice.lake.deployed import create_stack
from tests.synthesis import templates
from twin.lake.tables import first_metadata

DATABASE = "sluice_dev_lake"


@pytest.fixture(autouse=True)
def cloud() -> Iterator[None]:
    with mock_aws():
        boto3.client("s3").create_bucket(
            Bucket="curated", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        boto3.client("glue").create_database(DatabaseInput={"Name": DATABASE})
        create_stack(boto3.client, {"Database": DATABASE})
        yield


def synthesized() -> dict[str, Any]:
    """The first metadata of every table of the template, by the table's name."""
    found = {}
    for resource in templates("dev")["Sluice-dev-Lake"]["Resources"].values():
        if iceberg := resource.get("Properties", {}).get("OpenTableFormatInput", {}).get("IcebergInput"):
            name = resource["Properties"]["Name"]
            table = {**iceberg["IcebergTableInput"], "Location": f"s3://curated/{name}"}
            metadata = first_metadata({**iceberg, "IcebergTableInput": table})
            found[name] = json.loads(metadata.model_dump_json())
    return found


def deploy(tables: dict[str, Any]) -> None:
    for name, metadata in tables.items():
        key = f"{name}/metadata/0.json"
        boto3.client("s3").put_object(Bucket="curated", Key=key, Body=json.dumps(metadata))
        create(name, metadata_location=f"s3://curated/{key}")


def create(name: str, **parameters: str) -> None:
    boto3.client("glue").create_table(
        DatabaseName=DATABASE, TableInput={"Name": name, "Parameters": parameters}
    )


def compared() -> tuple[int, list[str]]:
    answer = CliRunner().invoke(app, ["tables", "dev"])
    assert answer.stderr == ""
    return answer.exit_code, answer.stdout.splitlines()


def columns(metadata: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = metadata["schemas"][0]["fields"]
    return found


def column(metadata: Any, name: str) -> dict[str, Any]:
    return next(each for each in columns(metadata) if each["name"] == name)


def test_finds_what_the_template_makes_as_it_is_declared() -> None:
    deploy(synthesized())

    assert compared() == (0, [f"{len(TABLES)} tables, all as declared"])


def test_names_the_columns_that_a_table_lacks() -> None:
    live = synthesized()
    added = columns(live["stores"]).pop()["name"], columns(live["sales"]).pop()["name"]
    deploy(live)

    assert compared() == (1, [f"sales.{added[1]}: is missing", f"stores.{added[0]}: is missing"])


def test_names_a_column_that_is_still_narrow() -> None:
    live = synthesized()
    column(live["sales"], "net_cents")["type"] = "int"
    deploy(live)

    assert compared() == (1, ["sales.net_cents: is no long yet"])


def test_names_a_table_that_is_not_there() -> None:
    live = synthesized()
    del live["closings"]
    deploy(live)

    assert compared() == (1, ["closings: isn't there"])


def test_names_a_table_that_has_lost_its_metadata() -> None:
    live = synthesized()
    del live["closings"]
    deploy(live)
    create("closings")

    assert compared() == (1, ["closings: is no Iceberg table any more, no engine can read it"])


def test_names_a_column_that_somebody_has_added_or_made_otherwise() -> None:
    live = synthesized()
    columns(live["sales"]).append({"id": 99, "name": "cashier", "required": False, "type": "string"})
    column(live["stores"], "name")["type"] = "decimal(9, 2)"
    deploy(live)

    code, [sales, stores] = compared()

    assert code == 1
    assert sales.startswith("sales.cashier: ")
    assert stores == "stores.name: is a decimal(9, 2), as no declared column is"


def test_names_a_table_that_is_partitioned_otherwise() -> None:
    live = synthesized()
    live["sales"]["partition-specs"][0]["fields"][0]["source-id"] = column(live["sales"], "store_id")["id"]
    live["quarantined"]["partition-specs"][0]["fields"][0]["transform"] = "bucket[4]"
    deploy(live)

    code, [sales, quarantined] = compared()

    assert code == 1
    assert sales.startswith("sales: its partitions changed")
    assert quarantined == "quarantined: is partitioned by bucket[4] of arrived_at, as no declared table is"


def test_reads_the_current_schema_of_several() -> None:
    live = synthesized()
    metadata = live["stores"]
    [current] = metadata["schemas"]
    first = {**current, "fields": current["fields"][:-1]}
    metadata |= {"schemas": [first, {**current, "schema-id": 1}], "current-schema-id": 1}
    deploy(live)

    assert compared()[0] == 0


def test_names_a_table_that_spark_cannot_merge_into() -> None:
    live = synthesized()
    live["stores"]["schemas"][0]["identifier-field-ids"] = [1]
    deploy(live)

    told = "stores: has identifier fields, with which Spark can't merge into it"
    assert compared() == (1, [told])
