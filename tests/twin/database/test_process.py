"""A stand-in as a process, killed for good: against MiniStack's stream and secret."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.twin.database.databases import PASSWORD, TABLES, USER, SourceDatabase
from tests.twin.database.reference_fold import folded
from tests.twin.database.replications import replication
from twin.database.errors import StandInFailed
from twin.database.process import StandInProcess
from twin.database.stand_in import StartType
from twin.database.task import task_of
from twin.emulator import Emulator
from twin.loopback import HOST
from twin.semantics.dms.settings import DmsReplication

MORE = "INSERT INTO pos.products (sku) SELECT {} || '-' || i FROM generate_series(1, 600) AS i"
CHANGE = "UPDATE pos.products SET price_cents = {} WHERE name = 'first'"


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


@dataclass
class Deployed:
    """A replication with a stream and a secret of its own."""

    emulator: Emulator
    source: SourceDatabase
    process: StandInProcess

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What is on the stream."""
        kinesis, found = self.emulator.client("kinesis"), []
        for shard in kinesis.list_shards(StreamName=self.source.name)["Shards"]:
            iterator = kinesis.get_shard_iterator(
                StreamName=self.source.name,
                ShardId=shard["ShardId"],
                ShardIteratorType="TRIM_HORIZON",
            )["ShardIterator"]
            while records := (page := kinesis.get_records(ShardIterator=iterator))["Records"]:
                found += [json.loads(record["Data"]) for record in records]
                iterator = page["NextShardIterator"]
        return found

    def write_secret(self, password: str) -> None:
        """Say in the secret where the source is."""
        held = {
            "username": USER,
            "password": password,
            "host": HOST,
            "port": str(self.source.server.port),
        }
        self.emulator.client("secretsmanager").put_secret_value(
            SecretId=self.source.name, SecretString=json.dumps(held)
        )


@pytest.fixture
def deployed(emulator: Emulator, source: SourceDatabase, tmp_path: Path) -> Iterator[Deployed]:
    source.execute(TABLES)
    emulator.client("kinesis").create_stream(StreamName=source.name, ShardCount=1)
    emulator.client("secretsmanager").create_secret(Name=source.name, SecretString="{}")
    process = StandInProcess(task_of(declared(source), emulator, tmp_path), tmp_path)
    found = Deployed(emulator, source, process)
    found.write_secret(PASSWORD)
    yield found
    process.stop()


def declared(source: SourceDatabase) -> DmsReplication:
    stream = f"arn:aws:kinesis:eu-west-1:111122223333:stream/{source.name}"
    found = replication(
        postgres={"SecretsManagerSecretId": source.name, "SlotName": f"cdc_{source.name}"},
        kinesis={"StreamArn": stream},
    )
    return replace(found, database=source.name)


def test_killed_and_resumed_it_loses_nothing(deployed: Deployed) -> None:
    source, process = deployed.source, deployed.process
    source.execute(
        "INSERT INTO pos.products (sku, name) SELECT i, 'first' FROM generate_series(1, 2000) AS i"
    )
    process.start(StartType.START)
    while process.checkpoint is None:
        time.sleep(0.01)
    process.kill()

    process.start(StartType.START)
    process.wait_for(0)
    for number in range(3):
        source.execute(
            MORE.format(number),
            CHANGE.format(number),
        )
        time.sleep(0.05 * number)
        process.kill()
        process.start(StartType.RESUME)
    process.wait_for(source.lsn)

    assert folded(deployed.messages)["pos.products"] == source.rows("pos.products")


def test_a_password_that_was_rotated_away_ends_it_in_a_line_until_it_is_written(deployed: Deployed) -> None:
    deployed.write_secret("rotated away")
    deployed.process.start(StartType.START)

    with pytest.raises(StandInFailed, match="write a password that is valid into the secret"):
        deployed.process.wait_for(0)

    deployed.write_secret(PASSWORD)
    deployed.process.start(StartType.START)
    assert deployed.process.wait_for(0).loads == 0


def test_stopped_it_is_done_with_its_turn(deployed: Deployed) -> None:
    deployed.process.start(StartType.START)
    deployed.process.wait_for(0)

    deployed.process.stop()

    with pytest.raises(StandInFailed, match="ended"):
        deployed.process.require_alive()
