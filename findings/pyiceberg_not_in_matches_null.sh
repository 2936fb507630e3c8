#!/usr/bin/env bash
# pyiceberg: a second value in NOT IN makes null rows match, and delete() leaves rows that scan() matched.
#
# Versions: pyiceberg 0.12.0, pyarrow 26.0.1, SQLite catalog, local files.
#
# Behaviour: `x NOT IN ('a')` becomes `x != 'a'` and doesn't match a null. `x NOT IN ('a', 'z')` stays a list and does,
# so excluding one more value returns more rows. delete() with that filter keeps the null row all the same: what
# scan() counts beforehand isn't what delete() removes. Negation differs too: NOT (x IN ('a', 'z')) matches the null,
# NOT (x = 'a' OR x = 'z') doesn't.
#
# Output (rows: 1 'a', 2 'b', 3 null, 4 'c'):
#   x NOT IN ('a')               scan [2, 4]     delete removes [2, 4]
#   x NOT IN ('a', 'z')          scan [2, 3, 4]  delete removes [2, 4]
#   NOT (x IN ('a', 'z'))        scan [2, 3, 4]  delete removes [2, 4]
#   NOT (x = 'a' OR x = 'z')     scan [2, 4]     delete removes [2, 4]
#
# Why it matters: a job that copies `scan(f)` elsewhere and then calls `delete(f)` (archiving, moving late rows,
# erasure) copies the null rows again on every run and never removes them. A list of exclusions that shrinks from two
# values to one loses rows of the result. Write the null case out: `x IS NULL OR …`, `x IS NOT NULL AND …`.
# See also: apache/iceberg-python pull request 3918, issue 954.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'pyiceberg[sql-sqlite]==0.12.0' pyarrow==26.0.1
cd "$work"

venv/bin/python -W ignore - <<'PYTHON'
from pathlib import Path

import pyarrow as pa
from pyiceberg.catalog.sql import SqlCatalog

ROWS = pa.table({"id": [1, 2, 3, 4], "x": ["a", "b", None, "c"]})
catalog = SqlCatalog("local", uri=f"sqlite:///{Path.cwd()}/catalog.db", warehouse=Path.cwd().as_uri())
catalog.create_namespace("n")


def measure(number: int, condition: str) -> tuple[list[int], list[int]]:
    """Return the ids that a scan finds and the ids that a delete with the same condition removes."""
    table = catalog.create_table(f"n.t{number}", schema=ROWS.schema)
    table.append(ROWS)
    scanned = sorted(table.scan(row_filter=condition).to_arrow()["id"].to_pylist())
    table.delete(condition)
    return scanned, sorted({1, 2, 3, 4} - set(table.scan().to_arrow()["id"].to_pylist()))


EXPECTED = {
    "x NOT IN ('a')": ([2, 4], [2, 4]),
    "x NOT IN ('a', 'z')": ([2, 3, 4], [2, 4]),
    "NOT (x IN ('a', 'z'))": ([2, 3, 4], [2, 4]),
    "NOT (x = 'a' OR x = 'z')": ([2, 4], [2, 4]),
}
observed = {condition: measure(number, condition) for number, condition in enumerate(EXPECTED)}
for condition, (scanned, removed) in observed.items():
    print(f"{condition:<28} scan {scanned!s:<10} delete removes {removed}")
assert observed == EXPECTED
PYTHON
