"""What Firehose sets aside, a document a record: it could not have it transformed, and went on without it.

https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

ERRORS = "errors/"
UNTRANSFORMED = f"{ERRORS}processing-failed/"
GZIPPED = b"\x1f\x8b"


def read_documents(body: bytes) -> Iterator[Mapping[str, Any]]:
    """Yield an object's documents, with line breaks between them or without; raise ValueError or OSError."""
    text = (gzip.decompress(body) if body.startswith(GZIPPED) else body).decode()
    decoder, at = json.JSONDecoder(), 0
    while rest := text[at:].lstrip():
        at = len(text) - len(rest)
        document, at = decoder.raw_decode(text, at)
        yield document


def to_time(milliseconds: int | str) -> datetime:
    """Return a moment of a document."""
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
