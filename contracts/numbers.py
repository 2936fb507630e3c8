"""Numbers as text, exactly: never through a float."""

import re
from decimal import Decimal

_DOLLARS = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)


def cents(dollars: str) -> int:
    """Return the whole cents of an amount such as 12.50, 12.5, 12 or -0.05; raise ValueError for others."""
    if not (match := _DOLLARS.fullmatch(dollars)):
        raise ValueError("not an amount")
    sign, whole, part = match.groups()
    amount = int(whole) * 100 + int((part or "").ljust(2, "0"))
    return -amount if sign else amount


def dollars(cents: int) -> str:
    """Return an amount with a point and two places."""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02}"


def json_number(text: str) -> Decimal | int:
    """Read what JSON has not written as a whole number.

    AWS DMS writes whole numbers of more than 16 digits in scientific notation:
    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html
    """
    number = Decimal(text)
    return int(number) if "e" in text.lower() and number == number.to_integral_value() else number
