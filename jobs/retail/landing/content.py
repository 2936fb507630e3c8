"""From a file's bytes to its text."""

import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from gzip import BadGzipFile, GzipFile
from io import BytesIO

from contracts.cards import holds_card_number
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.place import FilePlace
from jobs.retail.landing.problems import FileRefused, Problem, refuse

GZIP = b"\x1f\x8b"
ZIP_KINDS = {
    b"xl/": "a workbook (.xlsx)",
    b"opendocument.spreadsheet": "a workbook (.ods)",
    b".iwa": "a workbook (.numbers)",
    b"": "a ZIP archive",
}
KINDS_BY_START: Mapping[bytes, Mapping[bytes, str]] = {
    b"PK\x03\x04": ZIP_KINDS,
    b"PK\x05\x06": ZIP_KINDS,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": {b"": "a workbook (.xls)"},
    b"\x09\x08\x10\x00": {b"": "a workbook (.xls)"},
    b"<": {b"": "a web page or XML"},
    b"[{": {b"": "JSON"},
    b'{"': {b"": "JSON"},
    b"%PDF": {b"": "a PDF document"},
    b"{\\rtf": {b"": "a text document"},
    b"PAR1": {b"": "a Parquet file"},
    b"7z\xbc\xaf": {b"": "a 7z archive"},
    b"Rar!": {b"": "a RAR archive"},
}
"""Files by how they begin, and then by what else is in them."""
MOST_MIB = 128
MOST_BYTES = MOST_MIB * 1024 * 1024
"""Keeps a file that unpacks to far more than it weighs from taking the job's memory."""


def text_of(place: FilePlace, body: bytes) -> str:
    """Unpack what is gzip by its first bytes, and decode; raise FileRefused."""
    _refuse_other_kinds(body)
    if place.is_named_gzip and not body.startswith(GZIP):
        raise refuse(Fault.NOT_GZIP) if body else refuse(Fault.EMPTY)
    data = _unpacked(body) if body.startswith(GZIP) else body
    _refuse_other_kinds(data)
    _refuse_card_numbers(data)
    return _decoded(data)


def _refuse_other_kinds(data: bytes) -> None:
    """Refuse what a name made CSV, but its first bytes make something else."""
    start = data[:64].removeprefix(BOM_UTF8).lstrip(b" \r\n")
    for begins, kind in KINDS_BY_START.items():
        if start.startswith(begins):
            raise refuse(Fault.WORKBOOK, kind=next(name for mark, name in kind.items() if mark in data))


def _unpacked(body: bytes) -> bytes:
    try:
        data = GzipFile(fileobj=BytesIO(body)).read(MOST_BYTES + 1)
    except (BadGzipFile, EOFError, zlib.error):
        raise refuse(Fault.BROKEN_GZIP) from None
    if len(data) > MOST_BYTES:
        raise refuse(Fault.TOO_LARGE, most=MOST_MIB)
    return data


def _refuse_card_numbers(data: bytes) -> None:
    """Of such a file nothing else is told."""
    lines = [number for number, line in enumerate(data.splitlines(), 1) if holds_card_number(line)]
    if lines:
        raise FileRefused([Problem(fault=Fault.CARD_NUMBER, line=line) for line in lines])


def _decoded(data: bytes) -> str:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in data:
        raise refuse(Fault.ENCODING, line=1, likely="UTF-16")
    try:
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = len(data[: error.start + 1].splitlines())
        raise refuse(Fault.ENCODING, line=line, likely="Latin-1 or Windows-1252") from None
