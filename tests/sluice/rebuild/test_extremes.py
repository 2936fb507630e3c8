"""A rebuild says what a difference of a day's extreme is worth: other rows may have as much, or less."""

import json
import os
import subprocess
import sys

from tests.synthesis import REPOSITORY

PROGRAM = """
import json, sys
from datetime import UTC, datetime
from domain import CONSUMERS, DomainEvent, reading_id
from lambdas.core.ledger import LedgerRow, item
from sluice.rebuild import render
from sluice.rebuild.arrivals import LaterArrivals
from sluice.rebuild.comparer import LedgerComparer
from sluice.rebuild.generation import TableGeneration
from tests import emulated

TABLES = {each.name: f"{each.name}-table" for each in CONSUMERS}
GENERATION, NOON = TableGeneration("spring1"), datetime(2013, 5, 1, 12, tzinfo=UTC)
dynamodb, s3 = emulated.dynamodb(), emulated.s3()
here = {"LocationConstraint": "eu-central-1"}
s3.create_bucket(Bucket="raw", CreateBucketConfiguration=here)
live, rebuilt = json.loads(sys.argv[1])


def fill(table, consumer, temperatures):
    keys = {"partition": "HASH", "entry": "RANGE"}
    dynamodb.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys.items()],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
    )
    for hour, tenths in temperatures.items():
        at = NOON.replace(hour=int(hour))
        id = reading_id("JFK", at)
        reading = DomainEvent(
            schema_version="1.0", reading_id=id, station_id="JFK", measured_at=at, temperature=tenths
        )
        row = LedgerRow.of(reading, str(tenths).encode(), consumer.effect(reading))
        dynamodb.put_item(TableName=table, Item=item(row))


for each in CONSUMERS:
    fill(TABLES[each.name], each, live)
    fill(GENERATION.table(TABLES[each.name]), each, rebuilt)
comparer = LedgerComparer(dynamodb, TABLES, GENERATION, lambda _: None)
found = comparer.compare(LaterArrivals(s3, "raw", NOON), 0, lambda _: None)
print(json.dumps({"items": found.figures()["items"], "lines": list(render.compared(found))}))
"""


def worth(live: dict[int, int], rebuilt: dict[int, int]) -> tuple[dict[str, tuple[int, int]], str]:
    """Return what each consumer's day has and would have, by temperatures of hours, and what people read."""
    path = {"PYTHONPATH": f"{REPOSITORY}/examples/sensors:{REPOSITORY}"}
    command = [sys.executable, "-P", "-c", PROGRAM, json.dumps([live, rebuilt])]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=os.environ | path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    items = {each["consumer"]: (each["is"], each["would_be"]) for each in said["items"]}
    return items, "\n".join(said["lines"])


def test_the_warmest_reading_that_is_missing_raises_the_extreme() -> None:
    items, lines = worth({6: -40, 7: 120}, {6: -40, 7: 120, 14: 215})

    assert items == {"counts": (2, 3), "extremes": (120, 215)}
    assert "station JFK, day 2013-05-01: is 120, would be 215: JFK/2013-05-01T14:00Z" in lines


def test_a_cooler_one_that_is_missing_changes_a_count_alone() -> None:
    assert worth({7: 120}, {6: -40, 7: 120})[0] == {"counts": (1, 2), "extremes": (120, 120)}


def test_where_the_warmest_row_is_wrong_the_next_one_counts() -> None:
    assert worth({6: -40, 7: 600}, {6: -40, 7: 120})[0] == {"counts": (2, 2), "extremes": (600, 120)}


def test_a_day_without_a_row_has_no_extreme() -> None:
    items, lines = worth({}, {6: -40})

    assert items == {"counts": (0, 1), "extremes": (None, -40)}
    assert "station JFK, day 2013-05-01: is nothing, would be -40" in lines
