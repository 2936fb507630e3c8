"""What SQL lacks, by Iceberg's Java API: what a commit did, names for a state, and why a commit failed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from jobs.lake import Conflict

# By their simple names: not every distribution of Iceberg leaves its packages as they are.
MAIN = "main"
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

    @property
    def snapshot_id(self) -> int | None:
        """Return the present state's number."""
        now = self._table.currentSnapshot()
        return None if now is None else int(now.snapshotId())

    @property
    def location(self) -> str:
        """Return the folder of the table's files."""
        return str(self._table.location())

    @property
    def metadata(self) -> str:
        """Return the file that says what the table is."""
        return str(self._table.operations().current().metadataFileLocation())

    def replaced_metadata(self) -> set[str]:
        """Return the files that said so before, as far back as they are noted."""
        return {str(each.file()) for each in self._table.operations().current().previousFiles()}

    def snapshot_ids(self) -> set[int]:
        """Return the numbers of all states that the table can be read in."""
        return {int(each.snapshotId()) for each in self._table.snapshots()}

    def drop_history(self, names: Sequence[str]) -> None:
        """Leave the present state only, under these names and no others; files stay."""
        self._table.refresh()
        refs, manage = self._table.refs(), self._table.manageSnapshots()
        for name in set(refs) - {MAIN, *names}:
            manage.removeTag(name)
        for name in names:
            (manage.replaceTag if name in refs else manage.createTag)(name, self.snapshot_id)
        stale = self.snapshot_ids() - {self.snapshot_id}
        with translate_conflicts():
            manage.commit()
            expiry = self._table.expireSnapshots().cleanExpiredFiles(False)
            for each in sorted(stale):
                expiry.expireSnapshotId(each)
            expiry.commit()


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
