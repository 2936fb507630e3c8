"""Any history of a source, with deaths and reloads between, comes out as the source is."""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.twin.database.databases import TABLES, SourceDatabase, fresh_database
from tests.twin.database.kills import run_to_death
from tests.twin.database.reference_fold import folded
from tests.twin.database.replications import Played
from twin.database.server import PostgresServer
from twin.database.stand_in import StartType

SKUS = st.sampled_from("abcd")
NAMES = st.sampled_from(["NULL", "''", "'it''s'", "E'a\\nb'", "repeat('long', 3000)"])
# Incompressible, so that it is stored outside of its row.
DETAILS = st.sampled_from(
    [
        "NULL",
        "'{\"a\": [1, 2.50]}'",
        "(SELECT to_jsonb(string_agg(md5(i::text), '')) FROM generate_series(1, 500) i)",
    ]
)
IDENTITIES = st.sampled_from(["DEFAULT", "FULL"])

INSERTS = st.builds(
    "INSERT INTO pos.products (sku, name, details) VALUES ('{}', {}, {}) "
    "ON CONFLICT (sku) DO UPDATE SET name = excluded.name".format,
    SKUS,
    NAMES,
    DETAILS,
)
UPDATES = st.builds(
    "UPDATE pos.products SET price_cents = {} WHERE sku = '{}'".format, st.integers(0, 9), SKUS
)
MOVES = st.builds(
    "UPDATE pos.products SET sku = '{0}' WHERE sku = '{1}' "
    "AND NOT EXISTS (SELECT FROM pos.products WHERE sku = '{0}')".format,
    SKUS,
    SKUS,
)
DELETES = st.builds("DELETE FROM pos.products WHERE sku = '{}'".format, SKUS)
SWAPS = st.just(
    "BEGIN; DELETE FROM pos.products WHERE sku = 'a'; "
    "INSERT INTO pos.products (sku, name) VALUES ('a', 'anew'); UPDATE pos.products SET notes = sku; COMMIT"
)
ROLLBACKS = st.just("BEGIN; DELETE FROM pos.products; ROLLBACK")
DDL = st.one_of(
    st.builds("ALTER TABLE pos.products ADD COLUMN IF NOT EXISTS {} text".format, st.sampled_from("xy")),
    st.builds("ALTER TABLE pos.products DROP COLUMN IF EXISTS {}".format, st.sampled_from("xy")),
    st.builds("ALTER TABLE pos.products REPLICA IDENTITY {}".format, IDENTITIES),
    st.just("ALTER TABLE pos.products ALTER COLUMN price_cents TYPE bigint"),
)
STATEMENTS = st.one_of(INSERTS, INSERTS, UPDATES, MOVES, DELETES, SWAPS, ROLLBACKS, DDL)
RUNS = st.sampled_from([StartType.START, StartType.START, StartType.RELOAD])
"""Of a task that has begun, a start goes on where it was."""
CHAPTERS = st.lists(
    st.tuples(st.lists(STATEMENTS, max_size=6), RUNS, st.integers(1, 14)), min_size=1, max_size=4
)


@pytest.mark.timeout(600)
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(chapters=CHAPTERS)
def test_the_source_is_what_the_records_come_to(
    server: PostgresServer, chapters: list[tuple[list[str], StartType, int]]
) -> None:
    with ExitStack() as ending:
        source: SourceDatabase = ending.enter_context(fresh_database(server))
        played = Played(source, Path(ending.enter_context(TemporaryDirectory())))
        source.execute(TABLES)
        for statements, start, step in chapters:
            source.execute(*statements)
            run_to_death(played, start, step)
        played.run()

        found = folded(played.target.messages)

        assert found["pos.products"] == source.rows("pos.products")
