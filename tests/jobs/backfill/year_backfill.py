"""FAULTS 37: all of 2017, killed at random: raw, tables and ledgers are those of a run without kills."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from demo.retail.backfill.history_table import history_table
from demo.retail.backfill.reclaimer import count_notes
from domain import EVENT, points, stock
from domain.sale import Sale
from jobs.backfill.faults import ExitCode
from jobs.raw import BEGINNING, list_versions
from jobs.retail.curate import curate
from lambdas.core import contract
from lambdas.core.ledger import ROWS_A_CALL, Ledger, Outcome
from lambdas.core.ledger_row import LedgerRow
from lambdas.core.raw import read_records
from tests.jobs.backfill.histories import HistorySite, client
from tests.lakes import Place
from tests.lambdas.ledgers import table_properties
from tests.lambdas.sales import BOUNDS
from tests.synthesis import REPOSITORY
from twin.emulator import Emulator

YEAR = 2017
SETTINGS = {"CHUNK_EVENTS": "2000", "CHUNK_ROWS": "20000", "ARRAY_SIZE": "2"}
KILLS, LOOK_SECONDS = 40, 0.05
SALES_OF = "SELECT sale_id, digest, lines, net_cents FROM sales ORDER BY sale_id"
DAYS_OF = """
    SELECT store_id, business_day, count(*) AS lines, sum(quantity) AS units, sum(total_cents) AS cents
    FROM sale_lines GROUP BY store_id, business_day ORDER BY store_id, business_day
"""
EFFECTS = {"inventory": stock.effect, "loyalty": points.effect}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A file a month."""
    directory, files = tmp_path_factory.mktemp("history"), {}
    for month in range(1, 13):
        end = date(YEAR + month // 12, month % 12 + 1, 1).toordinal() - 1
        path = directory / f"{YEAR}-{month:02}.parquet"
        table = history_table(date(YEAR, month, 1), date.fromordinal(end))
        pq.write_table(table, path, row_group_size=10_000)
        files[path.name] = path.read_bytes()
    return files


def site_with(emulator: Emulator, history: dict[str, bytes]) -> HistorySite:
    """A site of its own with the whole history."""
    site = HistorySite(emulator)
    for name, body in history.items():
        site.upload(name, body)
    return site


def start(site: HistorySite, index: int) -> "subprocess.Popen[bytes]":
    """Start a child as the job does."""
    variables = site.variables(**SETTINGS, AWS_BATCH_JOB_ARRAY_INDEX=str(index))
    environment = {**os.environ, **variables, "AWS_ENDPOINT_URL": site.emulator.endpoint}
    return subprocess.Popen(
        [sys.executable, "-m", "jobs.retail.backfill", "run"],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def run(site: HistorySite, kill_at: Sequence[int] = ()) -> int:
    """Run both children to their end; return how often one was killed.

    Progress decides when, not the clock: each time so many notes of chunks begun and done are there, one of
    those that run is killed.
    """
    chance, killed = random.Random(len(kill_at)), 0  # noqa: S311
    children = {index: start(site, index) for index in range(2)}
    while children:
        time.sleep(LOOK_SECONDS)
        for index, process in list(children.items()):
            if process.poll() is not None:
                assert process.returncode == ExitCode.DONE
                del children[index]
        if children and killed < len(kill_at) and notes(site) >= kill_at[killed]:
            index = chance.choice([*children])
            children[index].kill()
            children[index].wait()
            children[index], killed = start(site, index), killed + 1
    return killed


def notes(site: HistorySite) -> int:
    """How many notes of chunks begun and done there are."""
    return count_notes(site.s3, site.bucket("raw"))


def bodies(site: HistorySite) -> Iterator[tuple[str, bytes]]:
    """Every version of every raw object, by its name without the hour of its arrival."""
    for each in list_versions(site.s3, site.bucket("raw"), BEGINNING):
        found = site.s3.get_object(Bucket=each.bucket, Key=each.key, VersionId=each.version)
        yield each.key.rpartition("/")[2], found["Body"].read()


def held(site: HistorySite) -> Iterator[bytes]:
    """Every record of raw, as often as it is there."""
    for _, body in bodies(site):
        yield from read_records(BytesIO(body))


def raw(site: HistorySite) -> Counter[bytes]:
    """What tells the records of raw apart, and how often each is there."""
    return Counter(sha256(record).digest() for record in held(site))


def ledger(site: HistorySite, name: str) -> Counter[bytes]:
    """What a consumer's ledger comes to if it applies all of raw, each record as often as it is there."""
    dynamodb, table = client(site.emulator, "dynamodb"), f"{site.name}-{name}"
    dynamodb.create_table(TableName=table, **table_properties("inventory"))
    rows = _rows(name, site)
    while some := list(islice(rows, ROWS_A_CALL)):
        assert set(Ledger(dynamodb, table).insert(some)) == {Outcome.APPLIED}
    pages = dynamodb.get_paginator("scan").paginate(TableName=table)
    return Counter(
        sha256(repr(sorted(row.items())).encode()).digest() for page in pages for row in page["Items"]
    )


def _rows(name: str, site: HistorySite) -> Iterator[LedgerRow]:
    for data in held(site):
        sale = contract.parse(data)
        assert isinstance(sale, Sale)
        yield LedgerRow(EVENT.key(sale)[0], EVENT.key(sale)[1], contract.digest(data), EFFECTS[name](sale))


@pytest.mark.timeout(3_600)
def test_a_year_that_is_killed_again_and_again_is_the_year(
    emulator: Emulator, history: dict[str, bytes], tmp_path: Path
) -> None:
    """FAULTS 37."""
    alone, killed = site_with(emulator, history), site_with(emulator, history)
    run(alone)
    kill_at = sorted(random.Random(YEAR).sample(range(1, notes(alone)), KILLS))  # noqa: S311

    kills = run(killed, kill_at)

    due, there = raw(alone), raw(killed)
    assert kills == KILLS
    assert there == due
    assert due.total() == len(due) == 155_762
    assert by_name(killed) == by_name(alone)
    assert [*killed.refused()] == [*alone.refused()] == []
    assert curated(killed, tmp_path / "killed") == curated(alone, tmp_path / "alone")
    for name in EFFECTS:
        assert ledger(killed, name) == ledger(alone, name)


def curated(site: HistorySite, directory: Path) -> list[list[dict[str, Any]]]:
    """What the lake's tables come to of all of raw: each sale, and each store's day to the cent."""
    directory.mkdir()
    place = Place(site.emulator, directory)
    curate(place.lake(), list_versions(site.s3, site.bucket("raw"), BEGINNING), BOUNDS)
    return [place.rows(sql) for sql in (SALES_OF, DAYS_OF)]


def by_name(site: HistorySite) -> dict[str, str]:
    """What tells the raw objects apart, without the hours of their arrival."""
    return {name: sha256(body).hexdigest() for name, body in bodies(site)}
