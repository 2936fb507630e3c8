"""Whenever a stand-in dies and goes on, nothing is lost; what comes twice is told by its position."""

from pathlib import Path

from tests.twin.database.databases import TABLES, SourceDatabase
from tests.twin.database.folding import folded
from tests.twin.database.killing import run_to_death
from tests.twin.database.replications import Played
from twin.database.stand_in import StartType

CHANGES = (
    "INSERT INTO pos.products (sku, name) VALUES ('8', 'eggs'), ('9', 'tea')",
    "UPDATE pos.products SET sku = '7' WHERE sku = '8'",
    "ALTER TABLE pos.products ADD COLUMN brand text",
    "UPDATE pos.products SET brand = 'own'",
    "DELETE FROM pos.products WHERE sku = '1'",
    "INSERT INTO pos.prices VALUES ('9', '2017-12-01', 249)",
)


def test_every_death_of_a_load_and_of_what_follows_loses_nothing(
    source: SourceDatabase, tmp_path: Path
) -> None:
    step, deaths = 1, 0
    while True:
        source.execute("DROP TABLE IF EXISTS pos.products, pos.prices", TABLES)
        source.execute("INSERT INTO pos.products (sku, name) VALUES ('1', 'milk'), ('2', 'bread')")
        directory = tmp_path / str(step)
        directory.mkdir()
        played = Played(source, directory)

        died = run_to_death(played, StartType.START, step)
        source.execute(*CHANGES)
        died |= run_to_death(played, StartType.START, step)
        played.run(StartType.START)

        found = folded(played.target.messages)
        assert found["pos.products"] == source.rows("pos.products"), step
        assert found["pos.prices"] == source.rows("pos.prices"), step
        if not died:
            break
        step, deaths = step + 1, deaths + 1
    assert deaths > 12


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
