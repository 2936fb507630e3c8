"""The time for which a server asks to be left alone."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def parse_retry_after(header: str) -> float:
    """Return seconds, which a server may give as a date; what is neither is 0.

    https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    """
    if header.isascii() and header.isdigit():
        return float(header)
    try:
        return max((parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds(), 0)
    except (TypeError, ValueError):
        return 0
