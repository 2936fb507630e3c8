"""Finds what must never be stored: payment card numbers."""

import re
from collections.abc import Iterator

_DIGITS_AS_ZERO = bytes.maketrans(b"123456789", b"0" * 9)
_SHORTEST = b"0" * 13
_PLAIN = re.compile(rb"(?<!\d)\d{13,19}(?!\d)")
_GROUPED = re.compile(rb"(?<!\d)(?<!\d[ -])\d(?:[ -]?\d){12,18}(?![ -]?\d)")
_ESCAPED = re.compile(rb"\\u00(3\d|20|2d)", re.IGNORECASE)


def holds_card_number(data: bytes) -> bool:
    """Tell whether 13 to 19 digits, also in groups, pass as a card number (ISO/IEC 7812)."""
    if b"\\" in data:
        data = _ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), data)
    if _SHORTEST not in data.translate(_DIGITS_AS_ZERO, b" -"):
        return False
    return any(_is_card_number(digits) for digits in _candidates(data))


def _candidates(data: bytes) -> Iterator[bytes]:
    for pattern in (_PLAIN, _GROUPED):
        for match in pattern.finditer(data):
            yield match[0].translate(None, b" -")


def _is_card_number(digits: bytes) -> bool:
    # No card network issues numbers that begin with 0, 1, 7, 8 or 9.
    return digits[:1] in b"23456" and _luhn(digits) and not _is_bar_code(digits)


def _luhn(digits: bytes) -> bool:
    """Check the last digit by ISO/IEC 7812-1, annex B."""
    values = [byte - 48 for byte in reversed(digits)]
    return (sum(values[::2]) + sum(sum(divmod(2 * value, 10)) for value in values[1::2])) % 10 == 0


def _is_bar_code(digits: bytes) -> bool:
    """A GTIN-13 or GTIN-14 whose own check digit is right is a bar code: one in ten would pass as a card."""
    values = [byte - 48 for byte in reversed(digits)]
    return len(digits) in (13, 14) and (sum(values[::2]) + 3 * sum(values[1::2])) % 10 == 0
