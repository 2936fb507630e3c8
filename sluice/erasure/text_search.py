"""Texts looked for in many objects: of what holds none of them no record is read."""

import gzip
import json
import zlib
from collections.abc import Iterable

from contracts.claim_check import CLAIM
from lambdas.core.raw import ENCODED

ESCAPED = (b"\\u", b"\\/")
"""Of what is written so, any text may come."""
OPAQUE = (ENCODED, f'"{CLAIM}"'.encode())
"""Records that stand for other bytes."""


class TextSearch:
    """Tells what may hold one of some texts; it is sure of what doesn't.

    It looks for each text by itself: an expression of all of them takes ten times as long.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        written = [form for each in texts for form in (each, json.dumps(each, ensure_ascii=False)[1:-1])]
        self._marks = tuple(dict.fromkeys(each.encode("utf-8", "surrogateescape") for each in written))

    def may_be_in_record(self, data: bytes) -> bool:
        """Tell whether a payload may hold a text."""
        return self._is_any_in(data, ESCAPED)

    def may_be_in_object(self, body: bytes) -> bool:
        """Tell whether any record of raw's object may hold a text, or stand for something that does."""
        try:
            unpacked = gzip.decompress(body)
        except (EOFError, OSError, zlib.error):
            return True
        return self._is_any_in(unpacked, (*ESCAPED, *OPAQUE))

    def _is_any_in(self, data: bytes, others: Iterable[bytes]) -> bool:
        return any(mark in data for mark in (*self._marks, *others))
