"""Whatever a file holds, up to the limits: taking it needs no more than 256 MiB, and it gets its answer."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import NamedTuple

import pytest

from jobs.retail.landing.limits import LONGEST_ROW, MOST_BYTES, MOST_ROWS, MOST_SALES
from tests.jobs.retail.landing import memory
from tests.synthesis import REPOSITORY

MOST_MEBIBYTES = 256
SALES, PRODUCTS = "sales/367/a.csv", "products/head-office/2017-12-22.csv"
HEAD = b"store,business day,till,receipt,time,payment,sku,quantity,total,member\n"
WIDE = "\N{LINEAR B SYLLABLE B008 A}".encode()


class Worst(NamedTuple):
    """What a file holds, how many rows it announces, and what becomes of it."""

    parts: Callable[[], Iterator[bytes]]
    becomes: str
    rows: int = MOST_ROWS
    key: str = SALES


def row(sequence: int, sku: str = "1", tail: str = "") -> bytes:
    return f"367,2017-12-22,4,{sequence},2017-12-22T14:03:00Z,tok_a,{sku},1,0,{tail}\n".encode()


def endless(part: bytes, start: bytes = HEAD) -> Callable[[], Iterator[bytes]]:
    """The same again and again, up to the limit."""
    times, at_once = (MOST_BYTES - len(start)) // len(part), max(1, (1 << 20) // len(part))
    whole, rest = divmod(times, at_once)
    return lambda: chain([start], repeat(part * at_once, whole), [part * rest])


def sales(count: int, lines: int = 1, tail: str = "", sku: str = "1") -> Callable[[], Iterator[bytes]]:
    return lambda: chain([HEAD], (row(sale, sku, tail) for sale in range(1, count + 1) for _ in range(lines)))


def products(count: int, text: str) -> Callable[[], Iterator[bytes]]:
    head = b"sku,department,category,tax_free,type,brand,package_size,reorder_level\n"
    rest = f",{text},{text},yes,{text},{text},{text},12\n".encode()
    return lambda: chain([head], (str(number).encode() + rest for number in range(1, count + 1)))


WORST = {
    "rows of two bytes": Worst(endless(b"1\n"), "many_rows"),
    "rows of two bytes without names": Worst(endless(b"1\n", b""), "separator"),
    "empty lines": Worst(endless(b"\n"), "many_rows"),
    "rows of commas": Worst(endless(b"," * 9 + b"\n"), "many_rows"),
    "a value without end": Worst(endless(b"1", HEAD + b'367,"'), "long_row"),
    "a line without end": Worst(endless(b"1", b""), "separator"),
    "a line without end of characters of four bytes": Worst(endless(WIDE, HEAD), "long_row"),
    "quotation marks alone": Worst(endless(b'"', HEAD), "long_row"),
    "a row of values with line ends": Worst(endless(b'"\n",', HEAD), "long_row"),
    "columns without end": Worst(endless(b"total,", b""), "long_row"),
    "as many columns as a row has": Worst(endless(b"," * (LONGEST_ROW - 1) + b"\n", b""), "empty"),
    "a row of as many columns": Worst(endless(b"1," * (LONGEST_ROW // 2 - 1) + b"\n"), "rows"),
    "card numbers": Worst(endless(b"4111111111111111\n"), "card_number"),
    "digits without end": Worst(endless(b"4111111111111112", b""), "separator"),
    "bytes that are no text": Worst(endless(b"\xe9\n"), "encoding"),
    "zeros": Worst(endless(b"\0", b""), "encoding"),
    "rows that are wrong in each value": Worst(endless(b"x," * 8 + b"x\n"), "many_rows"),
    "one sale of as many rows as there may be": Worst(sales(1, MOST_ROWS), "contract"),
    "sales of the longest values": Worst(
        sales(MOST_SALES, lines=14, tail=WIDE.decode() * 40, sku=WIDE.decode() * 64), "rows"
    ),
    "as many sales as there may be": Worst(sales(MOST_SALES), "accepted", MOST_SALES),
    "sales of many lines": Worst(sales(100, 4_000, sku="1" * 24), "accepted", 400_000),
    "more rows than were announced": Worst(sales(MOST_SALES), "rows", 1),
    "as many products as there may be": Worst(products(MOST_ROWS, "x" * 38), "accepted", MOST_ROWS, PRODUCTS),
    "products of the longest values": Worst(
        products(90_000, WIDE.decode() * 64), "accepted", 90_000, PRODUCTS
    ),
}


def written(parts: Iterator[bytes], to: Path, *, packed: bool) -> Path:
    if packed:
        with gzip.open(to, "wb", compresslevel=1) as opened:
            opened.writelines(parts)
    else:
        with to.open("wb") as opened:
            opened.writelines(parts)
    assert to.stat().st_size <= MOST_BYTES
    return to


def peak(worst: Worst, body: Path) -> tuple[str, float]:
    """What becomes of a file, and the MiB that a process needs for it."""
    command = [sys.executable, "-m", memory.__name__, worst.key, str(body), str(worst.rows)]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    became, mebibytes = json.loads(ran.stdout)
    return became, mebibytes


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("name", WORST)
def test_no_file_takes_more_memory_than_there_is(name: str, packed: bool, tmp_path: Path) -> None:
    """FAULTS 56."""
    worst = WORST[name]

    became, mebibytes = peak(worst, written(worst.parts(), tmp_path / "body", packed=packed))

    print(f"{name}: {became}, {mebibytes:.0f} MiB")
    assert became == worst.becomes
    assert mebibytes <= MOST_MEBIBYTES


@pytest.mark.parametrize("times", [2, 1_000])
def test_a_bomb_takes_no_more(times: int, tmp_path: Path) -> None:
    """FAULTS 56: what unpacks to more than the limit, once and a thousand times."""
    member = gzip.compress(bytes(MOST_BYTES), compresslevel=9)
    (tmp_path / "body").write_bytes(member * times)

    became, mebibytes = peak(WORST["zeros"], tmp_path / "body")

    assert (became, mebibytes <= MOST_MEBIBYTES) == ("too_large", True)
