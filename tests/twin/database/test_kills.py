"""Whenever a stand-in dies and goes on, nothing is lost; what comes twice is told by its position."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from tests.twin.database.databases import TABLES, SourceDatabase
from tests.twin.database.kills import run_to_death
from tests.twin.database.reference_fold import folded
from tests.twin.database.replications import Played
from twin.database.stand_in import StartType

ROWS = "INSERT INTO pos.products (sku, name) VALUES ('1', 'milk'), ('2', 'bread')"
CHANGES = (
    "INSERT INTO pos.products (sku, name) VALUES ('8', 'eggs'), ('9', 'tea')",
    "UPDATE pos.products SET sku = '7' WHERE sku = '8'",
    "ALTER TABLE pos.products ADD COLUMN brand text",
    "UPDATE pos.products SET brand = 'own'",
    "DELETE FROM pos.products WHERE sku = '1'",
    "INSERT INTO pos.prices VALUES ('9', '2017-12-01', 249)",
)


class Deaths:
    """One try after another, each with tables as they were, until the stand-in outlives all its steps."""

    def __init__(self, source: SourceDatabase, directory: Path) -> None:
        self._source, self._directory, self.count = source, directory, 0

    def __iter__(self) -> Iterator[tuple[int, Played]]:
        for step in count(1):
            self._source.execute("DROP TABLE IF EXISTS pos.products, pos.prices", TABLES, ROWS)
            directory = self._directory / str(step)
            directory.mkdir()
            yield step, Played(self._source, directory)
            if self.count < step:
                return

    def check(self, played: Played, *, died: bool) -> None:
        """Hold the source against what has come, and go on if this was a death."""
        found = folded(played.target.messages)
        for table in ("products", "prices"):
            assert found[f"pos.{table}"] == self._source.rows(f"pos.{table}")
        self.count += died


def test_every_death_of_a_load_loses_nothing(source: SourceDatabase, tmp_path: Path) -> None:
    deaths = Deaths(source, tmp_path)

    for step, played in deaths:
        died = run_to_death(played, StartType.START, step)
        source.execute(*CHANGES)
        played.run(StartType.START)
        deaths.check(played, died=died)

    # Two checkpoints, and puts of DMS's own table, of two announcements and of two tables' rows.
    assert deaths.count >= 2 * (2 + 5)


def test_every_death_of_what_follows_loses_nothing(source: SourceDatabase, tmp_path: Path) -> None:
    deaths = Deaths(source, tmp_path)

    for step, played in deaths:
        played.run(StartType.START)
        source.execute(*CHANGES)
        died = run_to_death(played, StartType.RESUME, step)
        played.run(StartType.RESUME)
        deaths.check(played, died=died)

    # A put, a checkpoint, a confirmation.
    assert deaths.count >= 2 * 3


def test_what_comes_again_has_the_same_position(source: SourceDatabase, tmp_path: Path) -> None:
    source.execute(TABLES)
    played = Played(source, tmp_path)
    played.run()
    source.execute("INSERT INTO pos.products (sku) VALUES ('1')")

    # The first step is the put, of which the second says that it has happened.
    assert run_to_death(played, StartType.RESUME, 3)
    played.run(StartType.RESUME)

    first, again = played.target.of("insert")
    for metadata in (first["metadata"], again["metadata"]):
        del metadata["timestamp"]
    assert first == again
