#!/usr/bin/env bash
# DuckDB loads one JSON file into one table with times two hours apart, depending on the statement.
#
# Versions: duckdb 1.5.5.
#
# Behaviour: a JSON text "2026-01-01T00:30:00+02:00" is inferred as TIMESTAMP, and inference applies the offset: the
# value is 22:30 of the day before, in UTC. Name the same type yourself and the offset is dropped: the value is 00:30.
# So `INSERT INTO t SELECT * FROM read_json(f)` and `COPY t FROM f` store different times in the same column. The
# column's unit counts too: TIMESTAMP, TIMESTAMP_S and TIMESTAMP_MS drop the offset; TIMESTAMP_NS applies it. The
# session's time zone changes none of this.
#
# Output:
#   inferred               TIMESTAMP     2025-12-31 22:30:00
#   declared               TIMESTAMP     2026-01-01 00:30:00
#   INSERT ... SELECT      TIMESTAMP     2025-12-31 22:30:00
#   COPY                   TIMESTAMP     2026-01-01 00:30:00
#   declared TIMESTAMP_MS  TIMESTAMP_MS  2026-01-01 00:30:00
#   declared TIMESTAMP_NS  TIMESTAMP_NS  2025-12-31 22:30:00
#
# Why it matters: a pipeline is often explored with inferred types and then pinned by writing down the types that
# DESCRIBE prints. That step moves each time by its sender's offset, and near midnight into another daily partition,
# without an error. Declare TIMESTAMPTZ wherever a text can carry an offset.
# See also: duckdb/duckdb issue 22103 (a cast to TIMESTAMP drops offsets on purpose), pull request 24171 (inference).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check duckdb==1.5.5
cd "$work"

venv/bin/python - <<'PYTHON'
from pathlib import Path

import duckdb

Path("sales.json").write_text('{"sold": "2026-01-01T00:30:00+02:00"}\n')
WALL_CLOCK, UTC = "2026-01-01 00:30:00", "2025-12-31 22:30:00"


def measure(zone: str) -> list[tuple[str, str, str]]:
    db = duckdb.connect()
    db.execute(f"SET TimeZone = '{zone}'")
    db.execute("CREATE TABLE inserted (sold TIMESTAMP); CREATE TABLE copied (sold TIMESTAMP)")
    db.execute("INSERT INTO inserted SELECT * FROM read_json('sales.json')")
    db.execute("COPY copied FROM 'sales.json' (FORMAT json)")
    sources = {
        "inferred": "read_json('sales.json')",
        "declared": "read_json('sales.json', columns = {'sold': 'TIMESTAMP'})",
        "INSERT ... SELECT": "inserted",
        "COPY": "copied",
        "declared TIMESTAMP_MS": "read_json('sales.json', columns = {'sold': 'TIMESTAMP_MS'})",
        "declared TIMESTAMP_NS": "read_json('sales.json', columns = {'sold': 'TIMESTAMP_NS'})",
    }
    query = "SELECT typeof(sold), sold::VARCHAR FROM {}"
    return [(name, *db.sql(query.format(source)).fetchone()) for name, source in sources.items()]


rows = measure("UTC")
for row in rows:
    print("{:<22} {:<13} {}".format(*row))
assert rows == [
    ("inferred", "TIMESTAMP", UTC),
    ("declared", "TIMESTAMP", WALL_CLOCK),
    ("INSERT ... SELECT", "TIMESTAMP", UTC),
    ("COPY", "TIMESTAMP", WALL_CLOCK),
    ("declared TIMESTAMP_MS", "TIMESTAMP_MS", WALL_CLOCK),
    ("declared TIMESTAMP_NS", "TIMESTAMP_NS", UTC),
], rows
assert measure("America/New_York") == rows
PYTHON
