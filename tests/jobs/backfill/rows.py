"""Rows of a history in its formats, and what lies in raw of them."""

import json
from typing import Any

from tests.jobs.backfill.histories import HistorySite

ALL = [str(number) for number in range(1, 31)]


def text_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as texts, a moment as ISO 8601 has it."""
    return [
        {
            name: value if value is None or isinstance(value, int) else str(value).replace(" ", "T")
            for name, value in row.items()
        }
        for row in rows
    ]


def csv(rows: list[dict[str, Any]]) -> bytes:
    """Write rows as CSV."""
    texts = text_rows(rows)
    written = [",".join("" if value is None else str(value) for value in row.values()) for row in texts]
    return "\n".join([",".join(texts[0]), *written]).encode()


def json_lines(rows: list[dict[str, Any]]) -> bytes:
    """Write rows as JSON lines."""
    return b"".join(json.dumps(row).encode() + b"\n" for row in text_rows(rows))


def by_name(site: HistorySite) -> dict[str, bytes]:
    """The raw objects without the hour of their arrival."""
    return {key.rpartition("/")[2]: body for key, body in site.objects("raw", "events/").items()}
