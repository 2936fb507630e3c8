"""From bytes to text: what is packed is unpacked, what isn't UTF-8 is named."""

import gzip
import json
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest

from jobs.retail.landing.limits import BLOCK_BYTES, MOST_BYTES
from tests.jobs.retail.landing.bad_rows import CARD, GOOD
from tests.jobs.retail.landing.samples import (
    FILE,
    SALE,
    file,
    taken,
    text,
    told,
)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_of_excels_unicode_text_is_named(encoding: str) -> None:
    [line] = told(file(GOOD.decode().encode(encoding)))

    assert line == f"{FILE}, line 1: isn't UTF-8 but seems to be UTF-16. Save it as UTF-8."


def test_what_unpacks_to_far_more_than_it_weighs_is_not_unpacked_whole() -> None:
    bomb = file(8 * gzip.compress(bytes(MOST_BYTES // 2), compresslevel=1))

    tracemalloc.start()
    lines = told(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert lines == [f"{FILE}: unpacks to more than 128 MiB. Split it into several files."]
    assert peak < MOST_BYTES / 16


def test_a_byte_that_is_not_utf_8_is_on_its_own_line_even_as_the_first() -> None:
    [line] = told(file(b"sku,name\r\n1,a\r\n\xe9,b\r\n"))

    assert line.startswith(f"{FILE}, line 3: isn't UTF-8")


@pytest.mark.parametrize("key", [FILE, f"{FILE}.gz"])
@pytest.mark.parametrize("body", [b"", b"\r\n\r\n", b"\xef\xbb\xbf"])
def test_a_file_without_anything_is_empty_whatever_its_name(key: str, body: bytes) -> None:
    body = gzip.compress(body) if body and key.endswith(".gz") else body

    [line] = told(file(body, key=key))

    assert "holds no rows" in line


@pytest.mark.parametrize(
    "body",
    [
        text(SALE, separator=";"),
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\r\n", b"\n"),
        GOOD.replace(b"\r\n", b"\r"),
        GOOD.replace(b"\r\n", b"\r\n\r\n") + b",,,,,,,,,\r\n",
        GOOD.rstrip(),
        GOOD.replace(b",", b" , "),
        gzip.compress(GOOD),
        gzip.compress(GOOD[:50]) + gzip.compress(GOOD[50:]),
    ],
    ids=["semicolons", "BOM", "LF", "CR", "empty lines", "no last line end", "spaces", "gzip", "gzip twice"],
)
def test_one_sale_in_any_of_the_ways_in_which_files_are_written(body: bytes) -> None:
    assert taken(file(body)).sales == taken(file(GOOD)).sales


def packed(*names: str) -> bytes:
    """A ZIP archive with files of these names."""
    archive = BytesIO()
    with ZipFile(archive, "w") as opened:
        for name in names:
            opened.writestr(name, "<xml/>")
    return archive.getvalue()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (packed("[Content_Types].xml", "xl/workbook.xml"), "a workbook (.xlsx)"),
        (packed("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "a workbook (.ods)"),
        (packed("Index/Document.iwa"), "a workbook (.numbers)"),
        (packed("2017-12-22.csv"), "a ZIP archive"),
        (packed(), "a ZIP archive"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "a workbook (.xls)"),
        (b"<html><table><tr><td>Store</td></tr></table></html>", "a web page or XML"),
        (b"\xef\xbb\xbf\r\n<?xml version='1.0'?><Workbook/>", "a web page or XML"),
        (b"%PDF-1.7\n", "a PDF document"),
        (json.dumps([SALE]).replace("[[", "[").encode(), "JSON"),
    ],
)
@pytest.mark.parametrize("key", [FILE, f"{FILE}.gz"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_what_is_no_csv_is_called_what_it_is(
    body: bytes, kind: str, key: str, pack: Callable[[bytes], bytes]
) -> None:
    [line] = told(file(pack(body), key=key))

    assert line == f"{key}: is {kind}, whatever its name says. Export it as CSV (UTF-8), one sheet a file."


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n", b"\r"])
def test_where_a_card_number_and_a_wrong_byte_are_is_told_in_a_file_of_many_blocks(line_end: bytes) -> None:
    """A number that stands where one block ends and the next begins is one number."""
    row = b"tok_a,x" + line_end
    before = BLOCK_BYTES // len(row)
    for cut in range(24):
        [line] = told(file(row * (before - 1) + b"x" * cut + CARD.encode() + line_end + row * before))
        assert line.startswith(f"{FILE}, line {before}: holds what looks like a payment card number")
    [line] = told(file(row * 3 * before + b"caf\xe9" + line_end + row))
    assert line.startswith(f"{FILE}, line {3 * before + 1}: isn't UTF-8")


@pytest.mark.parametrize("number", [CARD, "4111\u00a01111\u20111111.1111", r"4111\u00A01111\u002d11111111"])
@pytest.mark.parametrize("cut", range(0, 24, 3))
def test_a_card_number_in_a_line_without_end_is_found_wherever_a_block_ends(cut: int, number: str) -> None:
    [line] = told(file(b"x" * (BLOCK_BYTES - cut) + number.encode() + b"x" * BLOCK_BYTES))

    assert line.startswith(f"{FILE}, line 1: holds what looks like a payment card number")


def test_a_character_of_several_bytes_is_one_wherever_a_block_ends() -> None:
    body = GOOD.replace(b"tok_a", "\N{BLACK SUN WITH RAYS}".encode() * 10)
    rows = body.split(b"\r\n", 1)[1]
    for shift in range(3):
        [line, *_] = told(file(body + b" " * shift + b"\r\n" + rows * 2 * (BLOCK_BYTES // len(rows))))
        assert "isn't UTF-8" not in line
