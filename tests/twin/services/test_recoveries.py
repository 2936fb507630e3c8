"""A table whose template makes it recoverable is recoverable here too."""

from pathlib import Path
from typing import Any

from tests.lambdas.ledgers import table_properties
from tests.twin.assemblies import assembly, resource
from twin.emulator import Emulator
from twin.resolve import Resolved
from twin.services.recoveries import RECOVERY, set_recoveries

TABLES = {
    "Recoverable": resource("AWS::DynamoDB::Table", **{RECOVERY: {"PointInTimeRecoveryEnabled": True}}),
    "Fleeting": resource("AWS::DynamoDB::Table"),
}


def test_a_table_is_recoverable_if_its_template_says_so(tmp_path: Path) -> None:
    ids = {("App", name): name.lower() for name in TABLES}
    app = Resolved(assembly(tmp_path, {"App": {"Resources": TABLES}}), ids)
    with Emulator(log=tmp_path / "log") as emulator:
        client = emulator.client("dynamodb")
        for name in ids.values():
            client.create_table(TableName=name, **table_properties("loyalty"))

        set_recoveries(client, app)

        assert (status(client, "recoverable"), status(client, "fleeting")) == ("ENABLED", "DISABLED")


def status(client: Any, table: str) -> str:
    found = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    return str(found["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"])
