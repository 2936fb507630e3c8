"""Records within the documents of quarantine, failure archive and delivery errors, replaced there."""

import gzip
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from domain import EVENT
from lambdas.core.envelope import UNKNOWN
from lambdas.core.set_aside import GZIPPED, read_documents
from sluice.erasure.replacement import RecordChange

TextChange: TypeAlias = Callable[[bytes], bytes | None]
"""Returns a document without what must not be stored, or None if it stays as it is."""

KEYS = ("partitionKey", "partition_key")
"""What a writer gives beside a record, as Kinesis and as the quarantine call it."""

Documents: TypeAlias = list[dict[str, Any]]


@dataclass(frozen=True)
class DocumentChange:
    """Replaces records by `record`; `text` is for documents that hold rows or messages, and no records.

    Each method takes an object's bytes and its key, and returns the bytes that stand in their place, or None
    if they stay. Raises ValueError, KeyError or TypeError for what isn't such a document.
    """

    record: RecordChange
    text: TextChange

    def quarantined(self, body: bytes, key: str) -> bytes | None:
        """Change an object of the quarantine, a line a record or a message."""
        return self._lines([json.loads(line) for line in body.splitlines()], "data", key)

    def set_aside(self, body: bytes, key: str) -> bytes | None:
        """Change what Firehose set aside, a document a record."""
        left = self._lines([dict(each) for each in read_documents(body)], "rawData", key)
        return gzip.compress(left, mtime=0) if left and body.startswith(GZIPPED) else left

    def given_up(self, body: bytes, key: str) -> bytes | None:
        """Change a batch that Lambda gave up.

        https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
        """
        document = json.loads(body)
        if "DDBStreamBatchInfo" in document:
            return self.text(body)
        payload = document["payload"]
        event = json.loads(payload) if isinstance(payload, str) else payload
        if not self._replace([each["kinesis"] for each in event["Records"]], "data", key):
            return None
        document["payload"] = json.dumps(event) if isinstance(payload, str) else event
        return json.dumps(document).encode()

    def letter(self, body: bytes, key: str) -> bytes | None:  # noqa: ARG002 (as the others)
        """Change what an operator took out of a queue or a ledger, and kept."""
        return self.text(body)

    def _lines(self, documents: Documents, name: str, key: str) -> bytes | None:
        if not self._replace(documents, name, key):
            return None
        return b"".join(json.dumps(each, separators=(",", ":")).encode() + b"\n" for each in documents)

    def _replace(self, documents: Documents, name: str, key: str) -> bool:
        """Replace the records that documents hold under a name, in place; tell whether there were any."""
        replaced = False
        for place, document in enumerate(documents, start=1):
            if (found := self.record(b64decode(document[name]), key, place)) is not None:
                document[name] = b64encode(found.data).decode()
                document |= {each: UNKNOWN for each in KEYS if _is_card(document.get(each))}
                replaced = True
        return replaced


def _is_card(key: object) -> bool:
    return isinstance(key, str) and EVENT.holds_card_number(key.encode())
