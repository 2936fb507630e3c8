"""Finds what must never be stored: payment card numbers."""

import json
import re
from dataclasses import dataclass

from contracts.card_networks import FEWEST_DIGITS, GROUPING, HASH_PATTERN, WIDE_SEPARATORS, candidate_pattern
from contracts.depth import nests_too_deep


@dataclass(frozen=True, slots=True)
class ExcusedFields:
    """Fields, by their names in JSON, of which texts and numbers may look like a card number.

    Those of `bar_codes` if their check digit is right, those of `harmless` always; wherever such a field
    stands in an event, and nothing below it.
    """

    bar_codes: frozenset[str] = frozenset()
    harmless: frozenset[str] = frozenset()

    def excuses(self, name: str, value: object) -> bool:
        """Return whether the value of a field is no card number, whatever it looks like."""
        if not isinstance(value, str):
            return False
        return name in self.harmless or (name in self.bar_codes and is_bar_code(value))


NO_FIELDS = ExcusedFields()

_DIGITS_AS_ZERO = bytes.maketrans(b"123456789", b"0" * 9)
_SHORTEST = b"0" * FEWEST_DIGITS
_SEPARATORS = b" .-"
_WIDE = frozenset(chr(point) for first, last in WIDE_SEPARATORS for point in range(first, last + 1))
_WIDE_BYTES = re.compile(b"|".join(sorted(each.encode() for each in _WIDE)))
SPELLED_IN = bytes({*b"0123456789 .-\\uUabcdefABCDEF", *"".join(_WIDE).encode()})
"""The bytes of all spellings, of escapes and of hashes too: no text may be cut within a run of them."""
_ESCAPED = re.compile(rb"\\{1,4}u([0-9a-f]{4})", re.IGNORECASE)
_GROUPING = [(re.compile(what.encode()), by.encode()) for what, by in GROUPING]
_CANDIDATE = re.compile(candidate_pattern().encode())
_HASH = re.compile(HASH_PATTERN.encode())
# The digits behind a number's point: what a spreadsheet writes of 2.45 may have 16 of them.
_FRACTION = re.compile(
    rb'((?:^|[,;:|\[\t\r\n])["\s]{0,9}-?[0-9]+)[.][0-9]{13,}(?=[0-9eE+-]{0,9}["\s]{0,9}(?:[,;|\]}]|$))',
    re.MULTILINE,
)
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")

MOST_GROUPED = 1_000
"""So many numbers in groups, of a network but for their check digit, are judged; one in ten has it by chance.

More of them are made to keep a consumer busy, and are refused as if one were a card number.
"""


def holds_card_number(data: bytes, excused: ExcusedFields = NO_FIELDS) -> bool:
    """Tell whether a network's prefix, as many digits as it issues, and a right check digit stand together.

    In a text, a number or a field's name; with spaces, dashes or dots between groups, at every cut between
    them, and zeros before. What is no JSON is judged as one text, and no field of it is excused.
    """
    plain = _normalize(data)
    if _SHORTEST not in plain.translate(_DIGITS_AS_ZERO, _SEPARATORS) or not _Search().finds(plain):
        return False
    try:
        return _judge_json(data, excused)
    except (ValueError, RecursionError):
        return _Search().finds(_HASH.sub(b"/", _FRACTION.sub(rb"\1", plain)))


def is_bar_code(text: str) -> bool:
    """Tell whether a text is a GTIN of 8, 12, 13 or 14 digits with its check digit right.

    GS1 General Specifications, section 7.9:
    https://www.gs1.org/standards/barcodes-epcrfid-id-keys/gs1-general-specifications
    """
    if len(text) not in (8, 12, 13, 14) or not (text.isascii() and text.isdigit()):
        return False
    values = [int(digit) for digit in reversed(text)]
    return (sum(values[::2]) + 3 * sum(values[1::2])) % 10 == 0


class _Found(Exception):
    """A card number, which ends the search."""


class _Search:
    """Judges one record, text by text."""

    def __init__(self) -> None:
        self._grouped = 0

    def finds(self, plain: bytes) -> bool:
        """Tell whether a card number stands anywhere in normalized bytes."""
        for what, by in _GROUPING:
            plain = what.sub(by, plain)
        found = _CANDIDATE.finditer(plain)
        return any(self._judge(each) for match in found for each in match.groups() if each)

    def refuse(self, value: object) -> None:
        """Raise _Found if a text, or one in a list, holds one; objects are judged when they end."""
        if isinstance(value, str):
            if self.finds(_HASH.sub(b"/", _normalize(value.encode(errors="surrogatepass")))):
                raise _Found
        elif isinstance(value, list):
            for each in value:
                self.refuse(each)

    def _judge(self, candidate: bytes) -> bool:
        if candidate.isdigit():
            return _is_valid(candidate)
        self._grouped += 1
        return self._grouped > MOST_GROUPED or _is_valid(candidate)


def _judge_json(data: bytes, excused: ExcusedFields) -> bool:
    """Judge every text, number and name; raise ValueError for what is no JSON, or too deep to be an event.

    A field that stands twice counts twice: raw holds both.
    """
    if nests_too_deep(data):
        raise ValueError("nests too deep")
    search = _Search()

    def judge(pairs: list[tuple[str, object]]) -> None:
        for name, value in pairs:
            search.refuse(name)
            if not excused.excuses(name, value):
                search.refuse(value)

    try:
        search.refuse(
            json.loads(data.decode(), object_pairs_hook=judge, parse_int=str, parse_float=_before_the_point)
        )
    except _Found:
        return True
    return False


def _before_the_point(number: str) -> str:
    return re.split("[.eE]", number, maxsplit=1)[0]


def _normalize(data: bytes) -> bytes:
    """Write digits and separators plainly that are escaped, as JSON does, and separators in one byte."""
    if b"\\" in data:
        data = _ESCAPED.sub(_unescape, data)
    return data if data.isascii() else _WIDE_BYTES.sub(b" ", data)


def _unescape(escape: re.Match[bytes]) -> bytes:
    character = chr(int(escape[1], 16))
    if character in "0123456789 .-":
        return character.encode()
    return b" " if character in _WIDE else escape[0]


def _is_valid(candidate: bytes) -> bool:
    """Check the last digit by ISO/IEC 7812-1, annex B; zeros before a number change nothing."""
    digits = candidate.translate(None, b" _")
    return (sum(digits[-1::-2]) + sum(digits[-2::-2].translate(_DOUBLED)) - 48 * len(digits)) % 10 == 0
