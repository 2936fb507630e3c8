"""How deep a record may nest: the same everywhere, whatever Python and whatever the stack has room for."""

import re
from itertools import accumulate

MOST_NESTED = 64
"""Levels of objects and lists. Python's own limits lie above, and differ by version."""

# What has no end is a text, too: if it is no JSON, whoever decodes it says so.
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_ALL_BUT_BRACKETS = bytes(each for each in range(256) if each not in b"{}[]")
_STEP = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}


def nests_too_deep(data: bytes) -> bool:
    """Tell whether a record's objects and lists lie deeper in each other than MOST_NESTED."""
    if data.count(b"{") + data.count(b"[") <= MOST_NESTED:
        return False
    brackets = _outside_of_texts(data).translate(None, _ALL_BUT_BRACKETS)
    left = brackets
    # Each time at least the innermost level goes, and at most two of them.
    for _ in range(MOST_NESTED // 2):
        left = left.replace(b"{}", b"").replace(b"[]", b"")
        if not left:
            return False
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > MOST_NESTED


def _outside_of_texts(data: bytes) -> bytes:
    return _TEXT.sub(b"", data) if b"\\" in data else b"".join(data.split(b'"')[::2])
