"""One Spark for all tests: it takes seconds to start. Each test has tables of its own, as deployed."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest
from pyiceberg.table import Table as Stored

from domain.lake.tables import TABLES
from lake.schema import Table
from tests.spark.quick import QUICK
from tests.twin.lake.declared import deploy, resolved
from twin.emulator import Emulator
from twin.lake.catalog import catalog
from twin.lake.spark_conf import require_spark, spark_environment

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from jobs.spark import SparkLake

numbers = count()


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A catalog and buckets."""
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


@pytest.fixture(scope="session")
def settings() -> str:
    """How the deployed jobs set Spark."""
    job = resolved("lake").resources("AWS::Glue::Job")[0]
    return str(job.properties["DefaultArguments"]["--conf"])


@pytest.fixture(scope="session")
def session(settings: str, emulator: Emulator) -> Iterator["SparkSession"]:
    """That Spark in this process."""
    from pyspark.sql import SparkSession

    require_spark()
    with pytest.MonkeyPatch.context() as environment:
        for name, value in (spark_environment(settings, emulator.endpoint) | QUICK).items():
            environment.setenv(name, value)
        running = SparkSession.builder.getOrCreate()
        # What fails here fails in a test, which says so shorter.
        running.sparkContext.setLogLevel("OFF")
        yield running
        running.stop()


@pytest.fixture
def database(emulator: Emulator) -> str:
    """Also the name of a bucket for everything."""
    name = f"lake{next(numbers)}"
    deploy(emulator, name)
    return name


@pytest.fixture
def others(session: "SparkSession", database: str) -> Callable[[], "SparkLake"]:
    """Runs on the same tables that share nothing else."""
    from jobs.spark import SparkLake

    return lambda: SparkLake(session.newSession(), database, TABLES)


@pytest.fixture
def lake(others: Callable[[], "SparkLake"]) -> "SparkLake":
    """A run."""
    return others()


@pytest.fixture
def seen(emulator: Emulator, database: str) -> Callable[[Table], Stored]:
    """A table as another engine sees it now."""
    return lambda table: catalog(emulator.endpoint).load_table((database, table.name))
