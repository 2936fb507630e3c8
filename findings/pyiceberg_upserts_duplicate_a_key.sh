#!/usr/bin/env bash
# pyiceberg: two upserts of a new key that race both succeed, and the table holds the key twice from then on.
#
# Versions: pyiceberg 0.12.0, pyarrow 26.0.1, SQLite catalog, local files.
#
# Behaviour: two writers load a table and upsert. If the key exists, the second writer's commit is validated against
# the first's and refused. If the key is new, upsert() is a plain append: the second commit is retried on the newer
# table, nothing is checked again, and both report one inserted row. Declared identifier fields change nothing. Later
# upserts update both copies, so the duplicate never heals.
#
# Output:
#   existing key: first updates 1 row, second raises ValidationException, rows of the key: [10.0]
#   new key:      first inserts 1 row, second inserts 1 row, rows of the key: [1.0, 2.0]
#   next upsert:  updates 2 rows, rows of the key: [3.0, 3.0]
#
# Why it matters: a test of two writers that update a row shows Iceberg's optimistic concurrency at work and suggests
# that upsert() keeps keys unique. First sight of a key is the common case in ingestion, and there it doesn't: a
# Lambda retry that overlaps its first attempt is enough. Give a table one writer, or deduplicate when reading.
# See also: apache/iceberg-python pull request 3320 (commit retries and their validation).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'pyiceberg[sql-sqlite]==0.12.0' pyarrow==26.0.1
cd "$work"

venv/bin/python -W ignore - <<'PYTHON'
import logging
from pathlib import Path

import pyarrow as pa
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import ValidationException
from pyiceberg.schema import Schema
from pyiceberg.table import Table
from pyiceberg.types import DoubleType, LongType, NestedField

logging.disable(logging.WARNING)  # the retry of the second append is announced as a warning
ARROW = pa.schema([pa.field("id", pa.int64(), nullable=False), pa.field("v", pa.float64())])
SCHEMA = Schema(
    NestedField(1, "id", LongType(), required=True), NestedField(2, "v", DoubleType()), identifier_field_ids=[1]
)
catalog = SqlCatalog("local", uri=f"sqlite:///{Path.cwd()}/catalog.db", warehouse=Path.cwd().as_uri())
catalog.create_namespace("n")
catalog.create_table("n.t", schema=SCHEMA)


def upsert(table: Table, key: int, value: float) -> tuple[int, int]:
    result = table.upsert(pa.table({"id": [key], "v": [value]}, schema=ARROW))
    return result.rows_updated, result.rows_inserted


def values(key: int) -> list[float]:
    return sorted(catalog.load_table("n.t").scan(row_filter=f"id = {key}").to_arrow()["v"].to_pylist())


upsert(catalog.load_table("n.t"), 0, 0.0)

first, second = catalog.load_table("n.t"), catalog.load_table("n.t")
assert upsert(first, 0, 10.0) == (1, 0)
try:
    upsert(second, 0, 20.0)
    raise AssertionError("the racing update was accepted")
except ValidationException:
    print("existing key: first updates 1 row, second raises ValidationException, rows of the key:", values(0))
assert values(0) == [10.0]

first, second = catalog.load_table("n.t"), catalog.load_table("n.t")
assert upsert(first, 7, 1.0) == (0, 1)
assert upsert(second, 7, 2.0) == (0, 1)
print("new key:      first inserts 1 row, second inserts 1 row, rows of the key:", values(7))
assert values(7) == [1.0, 2.0]

assert upsert(catalog.load_table("n.t"), 7, 3.0) == (2, 0)
print("next upsert:  updates 2 rows, rows of the key:", values(7))
assert values(7) == [3.0, 3.0]
PYTHON
