#!/usr/bin/env bash
# msgspec rounds a seventh digit of a second up, into the next day, and refuses .NET's greatest time.
#
# Versions: msgspec 0.22.0, pydantic 2.14.3, duckdb 1.5.5, Python's datetime.
#
# Behaviour: RFC 3339 allows any number of digits of a second; .NET writes seven. datetime, pydantic and DuckDB cut
# after six. msgspec rounds to the nearest microsecond and carries, so the last half microsecond of a day, month or
# year belongs to the next. DateTime.MaxValue, 9999-12-31T23:59:59.9999999, a common "no end date" of .NET systems,
# carries out of the range and is a ValidationError.
#
# Output:
#   2026-03-31T23:59:59.9999996Z  datetime  2026-03-31T23:59:59.999999
#   2026-03-31T23:59:59.9999996Z  pydantic  2026-03-31T23:59:59.999999
#   2026-03-31T23:59:59.9999996Z  duckdb    2026-03-31T23:59:59.999999
#   2026-03-31T23:59:59.9999996Z  msgspec   2026-04-01T00:00:00
#   9999-12-31T23:59:59.9999999Z  datetime  9999-12-31T23:59:59.999999
#   9999-12-31T23:59:59.9999999Z  pydantic  9999-12-31T23:59:59.999999
#   9999-12-31T23:59:59.9999999Z  duckdb    9999-12-31T23:59:59.999999
#   9999-12-31T23:59:59.9999999Z  msgspec   ValidationError
#
# Why it matters: two consumers of one stream file the same event under different days, and a day's count differs
# between the fast path and the lake by events that nobody can find. A validator that is swapped for speed starts to
# quarantine every open-ended record. Cut the text to six digits before it is decoded, or keep the day as sent.
# See also: msgspec/msgspec pull request 201 (rounding was chosen when more digits were first accepted).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check msgspec==0.22.0 pydantic==2.14.3 duckdb==1.5.5
cd "$work"

venv/bin/python - <<'PYTHON'
from datetime import datetime

import duckdb
import msgspec
import pydantic

READERS = {
    "datetime": datetime.fromisoformat,
    "pydantic": pydantic.TypeAdapter(datetime).validate_python,
    "duckdb": lambda text: duckdb.execute("SELECT ?::TIMESTAMP", [text]).fetchone()[0],
    "msgspec": lambda text: msgspec.json.decode(f'"{text}"', type=datetime),
}


def read(name: str, text: str) -> str:
    try:
        return READERS[name](text).replace(tzinfo=None).isoformat()
    except msgspec.ValidationError as error:
        return type(error).__name__


END_OF_MARCH, END_OF_TIME = "2026-03-31T23:59:59.9999996Z", "9999-12-31T23:59:59.9999999Z"
observed = {text: {name: read(name, text) for name in READERS} for text in (END_OF_MARCH, END_OF_TIME)}
for text, results in observed.items():
    for name, result in results.items():
        print(f"{text}  {name:<9} {result}")
for text in observed:
    assert {observed[text][name] for name in ("datetime", "pydantic", "duckdb")} == {text[:-2]}, observed
assert observed[END_OF_MARCH]["msgspec"] == "2026-04-01T00:00:00"
assert observed[END_OF_TIME]["msgspec"] == "ValidationError"
PYTHON
