"""No member, token or card stands in what a job prints, counts, raises, answers or calls things by."""

import json
from collections.abc import Iterator
from typing import Any, cast

import pytest

from demo.retail.store_files import Landed
from domain.lake.tables import TABLES
from jobs.backfill.program import main as backfill
from jobs.lake import Lake
from jobs.retail.forget_rows import HOLDERS
from jobs.retail.ingest_store_files import FilesUnanswered
from jobs.retail.sales_history import OF_LINE, OF_SALE, SALES
from tests.jobs.backfill.histories import HistorySite, line, parquet
from tests.jobs.backfill.rows import csv, json_lines
from tests.jobs.database.raw_changes import archive, fold, product, said
from tests.jobs.retail.landing.bad_rows import STORES
from tests.jobs.retail.landing.samples import MILK, PRODUCT, PRODUCTS, file, text
from tests.jobs.retail.nights import DAYS, Night
from tests.jobs.retail.running import sold
from tests.jobs.retail.shops import Shop
from tests.lakes import Place
from tests.lambdas import marked_sales
from tests.lambdas.marks import CARD, MEMBER, TOKEN, marks_in
from twin.emulator import Emulator

METRICS = ("FilesIngested", "FilesRefused")
PERSON = {"loyalty_id": MEMBER, "payment_token": TOKEN}


@pytest.fixture
def site(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> HistorySite:
    """A history whose job finds the emulator where AWS would be."""
    site = HistorySite(emulator)
    for name, value in {"AWS_ENDPOINT_URL": emulator.endpoint, **site.variables()}.items():
        monkeypatch.setenv(name, value)
    return site


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    out, err = capsys.readouterr()
    return {"printed": out, "complained": err}


def store_files() -> Iterator[Landed]:
    """Files of every kind that are taken, and that are refused for what is wrong beside a person."""
    member = {**MILK, **PERSON}
    bad = {"quantity": "two", "total": "-", "payment_token": CARD, "sku": MEMBER, "occurred_at": TOKEN}
    rows = [[member], *([{**member, name: value}] for name, value in bad.items())]
    rows += [[member, {**member, "loyalty_id": TOKEN}], [member, {**member, "quantity": MEMBER}]]
    for number, given in enumerate(rows):
        body = text(given)
        yield file(body, len(given), 398 * len(given), f"sales/367/{number}.csv")
        yield file(body + MEMBER.encode(), len(given), 398, f"sales/367/torn-{number}.csv")
    named = {**PRODUCT, "department": MEMBER, "category": TOKEN, "brand": MEMBER}
    yield file(text([named]), 1, None, PRODUCTS)
    yield file(text([{**named, "tax_free": MEMBER}]), 1, None, PRODUCTS.replace("22", "23"))
    yield file(text([{"store_id": "367", "name": MEMBER, "time_zone": TOKEN}]), 1, None, STORES)


def test_a_store_learns_of_its_file_and_no_output_of_whom_it_names(
    shop: Shop, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.drop(*store_files())

    became = shop.run(lake=place.lake())

    receipts = [shop.read(key).decode() for key in shop.keys("receipts/")]
    written = {**printed(capsys), "receipts": " ".join(receipts), "keys": " ".join(shop.keys(""))}
    assert {json.loads(each)["outcome"] for each in receipts} == {"accepted", "refused"}
    assert became.total() == len(receipts) == len(list(store_files()))
    assert marks_in(written) == {}


class ComplainingLake:
    """A lake that repeats what it is given when it fails, as engines do."""

    def refresh(self) -> None:
        """See the tables as they are now."""

    def table(self, _name: str, rows: object, _columns: object) -> None:
        """Fail."""
        raise ValueError(f"could not convert {rows}")


def test_an_engine_that_fails_on_a_value_repeats_it_nowhere(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.drop(file(text([{**PRODUCT, "department": MEMBER}]), 1, None, PRODUCTS))

    with pytest.raises(FilesUnanswered) as failed:
        shop.run(lake=cast("Lake", ComplainingLake()))

    assert str(failed.value) == f"{PRODUCTS}: ValueError"
    assert failed.value.__cause__ is failed.value.__context__ is None
    written = printed(capsys)
    assert "in table" in written["complained"]
    assert marks_in(written) == {}


def test_a_night_over_raw_names_nobody(night: Night, capsys: pytest.CaptureFixture[str]) -> None:
    night.open_ledgers()
    claims = b'"claim"'
    night.place.archive(*(each for each in marked_sales.sales() if claims not in each))
    night.place.archive(*(sold(n, loyalty_id=MEMBER, payment_token=TOKEN) for n in range(77, 80)))

    curated = night.curate()
    closed = night.close(*DAYS)

    others = [table for table in TABLES if table not in HOLDERS] + [HOLDERS[-1]]
    rows = {table.name: night.place.rows(f"SELECT * FROM {table.name}") for table in others}  # noqa: S608
    said = {"figures": repr([curated, closed, closed.blocked]), "told": repr(night.told())}
    assert curated.quarantined > 10
    assert rows["quarantined"]
    assert closed.blocked
    assert marks_in(printed(capsys) | said | {name: repr(each) for name, each in rows.items()}) == {}


def test_a_fold_of_a_database_names_nobody(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", place.emulator.endpoint)
    receipt = {"store_id": "367", "sequence": MEMBER, "lines": CARD, **PERSON}
    archive(
        place,
        said("insert", 1, "customers", {"loyalty_id": MEMBER, "segment": TOKEN}),
        said("insert", 2, "customers", {"segment": MEMBER}),
        said("insert", 3, "receipts", receipt),
        said("insert", 4, MEMBER, dict(PERSON)),
        product("insert", 5, department=MEMBER, tax_free=TOKEN),
        product("insert", 6, sku="2", brand=MEMBER, package_size=TOKEN),
        said("insert", 7, "prices", {"sku": "1", "valid_from": MEMBER, "price_cents": TOKEN}),
        MEMBER.encode(),
        f'{{"data": "{TOKEN}"}}'.encode(),
    )

    counts = fold(place)

    assert counts["refused"]
    assert counts["unfit"]
    assert marks_in({**printed(capsys), "counts": repr(counts)}) == {}


def marks_of(column: str) -> tuple[str, ...]:
    """What may be put into a column: the name of a store is no secret, but if it is a card number."""
    return (CARD,) if column in marked_sales.NAMING else (MEMBER, TOKEN, CARD)


def histories() -> Iterator[tuple[str, bytes]]:
    """Files of every format, with a mark in every column, and such as are no history."""
    names = (*OF_SALE.names, *OF_LINE.names)
    whole: list[dict[str, Any]] = [line(number, **PERSON) for number in range(1, 4)]
    places = [(name, mark) for name in names for mark in marks_of(name)]
    marked = [{**line(number, **PERSON), name: mark} for number, (name, mark) in enumerate(places, 10)]
    yield "marked.csv", csv(marked) + f"\n{MEMBER},{TOKEN}\n".encode()
    yield "marked.jsonl", json_lines(marked) + f'{{"{MEMBER}": \n{MEMBER}\n'.encode()
    yield "whole.parquet", parquet(whole)
    yield "card.parquet", parquet([line(5, **{**PERSON, "payment_token": CARD})])
    yield "torn.parquet", parquet(whole)[:-9]
    yield "names.csv", f"{MEMBER},{TOKEN}\n{CARD},1\n".encode()
    yield "latin.csv", csv(whole) + f"\n{MEMBER}\xe9,{TOKEN}".encode("latin-1")
    yield "no.csv.gz", f"{MEMBER} {TOKEN}".encode()
    yield "long.csv", csv(whole) + b'\n"' + f"{MEMBER} ".encode() * 400_000


def test_a_backfill_names_nobody(site: HistorySite, capsys: pytest.CaptureFixture[str]) -> None:
    for name, body in histories():
        site.upload(name, body)

    codes = [backfill([command], SALES) for command in ("list", "plan", "run")]

    refused = [{**each, "data": ""} for each in site.refused()]
    keys = [*site.objects("raw"), *site.objects("quarantine")]
    notes = [body.decode() for key, body in site.objects("raw", "backfill/").items()]
    assert len(refused) > 20
    assert all(codes)
    assert marks_in({**printed(capsys), "refused": repr(refused), "kept": repr([keys, notes])}) == {}
