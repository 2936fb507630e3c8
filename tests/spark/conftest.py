"""One Spark for all tests: it takes seconds to start. Each test has tables of its own."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest
from pyiceberg.table import Table as Stored

from lake.schema import Table
from tests.spark.tables import BUCKET, create_tables, deployed_settings
from twin.emulator import Emulator
from twin.lake.catalog import catalog
from twin.lake.spark_conf import require_spark, spark_environment
from twin.loopback import REGION

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from jobs.spark import SparkLake

numbers = count()


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A catalog and a bucket for tables."""
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        here = {"LocationConstraint": REGION}
        running.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=here)
        yield running


@pytest.fixture(scope="session")
def session(emulator: Emulator) -> Iterator["SparkSession"]:
    """Spark as the deployed jobs set it."""
    from pyspark.sql import SparkSession

    require_spark()
    with pytest.MonkeyPatch.context() as environment:
        for name, value in spark_environment(deployed_settings(), emulator.endpoint).items():
            environment.setenv(name, value)
        running = SparkSession.builder.getOrCreate()
        # What fails here fails in a test, which says so shorter.
        running.sparkContext.setLogLevel("OFF")
        yield running
        running.stop()


@pytest.fixture
def database(emulator: Emulator) -> str:
    """The tables, empty."""
    name = f"lake{next(numbers)}"
    create_tables(emulator.endpoint, name)
    return name


@pytest.fixture
def others(session: "SparkSession", database: str) -> Callable[[], "SparkLake"]:
    """Runs on the same tables that share nothing else."""
    from jobs.spark import SparkLake

    return lambda: SparkLake(session.newSession(), database)


@pytest.fixture
def lake(others: Callable[[], "SparkLake"]) -> "SparkLake":
    """A run."""
    return others()


@pytest.fixture
def seen(emulator: Emulator, database: str) -> Callable[[Table], Stored]:
    """A table as another engine sees it now."""
    return lambda table: catalog(emulator.endpoint).load_table((database, table.name))
