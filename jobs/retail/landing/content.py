"""From a file's bytes to its text, block by block: no file is in memory as a whole."""

import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Mapping
from gzip import BadGzipFile, GzipFile
from itertools import islice
from os import SEEK_END
from pathlib import Path

from jobs.retail.landing.card_search import blocks_of, count_lines, find_cards
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.limits import BLOCK_BYTES, MOST_BYTES, MOST_MIB, MOST_PROBLEMS
from jobs.retail.landing.place import FilePlace
from jobs.retail.landing.problems import FileRefused, refuse
from lake.kinds import FileKind

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
"""Files by how they begin, and then by what else is in them: an archive lists its files at its end."""


def unpack(place: FilePlace, stored: Path) -> Path:
    """Return the file with its text as UTF-8, unpacked beside it if it is gzip; raise FileRefused."""
    start = _refuse_other_kinds(stored)
    packed = start.startswith(GZIP)
    if place.is_named_gzip and not packed:
        raise refuse(Fault.NOT_GZIP) if start else refuse(Fault.EMPTY)
    plain = stored
    if packed:
        plain = stored.with_name(f"{stored.name}.unpacked")
        decompress(stored, plain)
        _refuse_other_kinds(plain)
    _screen(place.kind, plain)
    return plain


def _refuse_other_kinds(file: Path) -> bytes:
    """Return how a file begins; refuse what a name made CSV, but its first bytes make something else."""
    with file.open("rb") as opened:
        begins = opened.read(BLOCK_BYTES)
        opened.seek(max(0, opened.seek(0, SEEK_END) - BLOCK_BYTES))
        start = begins[:64].removeprefix(BOM_UTF8).lstrip(b" \r\n")
        for mark, kind in KINDS_BY_START.items():
            if start.startswith(mark):
                ends = opened.read(BLOCK_BYTES)
                name = next(name for also, name in kind.items() if also in begins or also in ends)
                raise refuse(Fault.WORKBOOK, kind=name)
    return begins[:64]


def decompress(stored: Path, plain: Path) -> None:
    """Write what a file of gzip holds, up to the limit of a file; raise FileRefused."""
    left = MOST_BYTES
    try:
        with GzipFile(stored) as packed, plain.open("wb") as unpacked:
            while block := packed.read(BLOCK_BYTES):
                left -= unpacked.write(block)
                if left < 0:
                    raise refuse(Fault.TOO_LARGE, most=MOST_MIB)
    except (BadGzipFile, EOFError, zlib.error):
        raise refuse(Fault.BROKEN_GZIP) from None


def _screen(kind: FileKind, plain: Path) -> None:
    """Refuse card numbers, and then what isn't UTF-8; of a file with card numbers nothing else is told."""
    if cards := list(islice(find_cards(kind, plain), MOST_PROBLEMS)):
        raise FileRefused(cards)
    encoding = _Encoding()
    lines = 0
    for block in blocks_of(plain):
        encoding.read(block, lines)
        lines += count_lines(block)
    encoding.finish(lines)


class _Encoding:
    """The first byte that isn't UTF-8, and whether one stands for UTF-16."""

    def __init__(self) -> None:
        self._decoder = getincrementaldecoder("utf-8")()
        self._is_wide: bool | None = None
        self._line: int | None = None

    def read(self, block: bytes, lines: int, *, final: bool = False) -> None:
        """Look at a block behind so many lines."""
        self._is_wide = b"\0" in block or (
            block.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) if self._is_wide is None else self._is_wide
        )
        try:
            if self._line is None:
                self._decoder.decode(block, final)
        except UnicodeDecodeError as error:
            self._line = lines + len(error.object[: error.start + 1].splitlines())

    def finish(self, lines: int) -> None:
        """Refuse what isn't UTF-8, now that there are no blocks any more."""
        self.read(b"", lines, final=True)
        if self._is_wide:
            raise refuse(Fault.ENCODING, line=1, likely="UTF-16")
        if self._line is not None:
            raise refuse(Fault.ENCODING, line=self._line, likely="Latin-1 or Windows-1252")
