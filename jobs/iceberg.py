"""What SQL lacks, by Iceberg's Java API: what a commit did, names for a state, and why a commit failed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from jobs.lake import Conflict

# By their simple names: not every distribution of Iceberg leaves its packages as they are.
LOST = {"CommitFailedException", "ValidationException"}


class StoredTable:
    """A table as the session's catalog has it."""

    def __init__(self, session: SparkSession, catalog: str, name: str) -> None:
        # Iceberg's classes are beside the one that is configured as the catalog.
        package, _, _ = str(session.conf.get(f"spark.sql.catalog.{catalog}")).rpartition(".")
        spark: Any = reduce(getattr, package.split("."), session._jvm)
        self._table = spark.Spark3Util.loadIcebergTable(session._jsparkSession, f"{catalog}.{name}")
        self._application = session.sparkContext.applicationId

    def written(self) -> int:
        """Return how many rows this application's last commit has added; others may have come after it."""
        snapshot = self._table.currentSnapshot()
        while snapshot.summary().get("spark.app.id") != self._application:
            snapshot = self._table.snapshot(snapshot.parentId())
        return int(snapshot.summary().get("added-records"))

    def tag(self, names: Sequence[str]) -> None:
        """Name the present state, all names in one commit; a table that was never written to has none."""
        if (now := self._table.currentSnapshot()) is None:
            return
        tags = self._table.manageSnapshots()
        for name in names:
            put = tags.replaceTag if self._table.refs().containsKey(name) else tags.createTag
            put(name, now.snapshotId())
        with translate_conflicts():
            tags.commit()


@contextmanager
def translate_conflicts() -> Iterator[None]:
    """Tell a commit that lost a race from one that failed.

    https://aws.amazon.com/blogs/big-data/manage-concurrent-write-conflicts-in-apache-iceberg-on-the-aws-glue-data-catalog/
    """
    try:
        yield
    except Py4JJavaError as error:
        causes = list(_causes(error.java_exception))
        if LOST.isdisjoint(cause.getClass().getSimpleName() for cause in causes):
            raise
        raise Conflict(causes[-1].getMessage()) from error


def _causes(thrown: Any) -> Iterator[Any]:  # noqa: ANN401 (a Java exception)
    while thrown is not None:
        yield thrown
        thrown = thrown.getCause()
