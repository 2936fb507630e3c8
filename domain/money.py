"""Amounts as text, exactly: never through a float."""

import re

_DOLLARS = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)


def parse_cents(dollars: str) -> int:
    """Return the whole cents of an amount such as 12.50, 12.5, 12 or -0.05; raise ValueError for others."""
    if not (match := _DOLLARS.fullmatch(dollars)):
        raise ValueError("not an amount")
    sign, whole, part = match.groups()
    amount = int(whole) * 100 + int((part or "").ljust(2, "0"))
    return -amount if sign else amount


def format_dollars(cents: int) -> str:
    """Return an amount with a point and two places."""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02}"
