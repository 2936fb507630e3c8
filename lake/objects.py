"""Buckets that Athena reads as tables: what was refused, and what was given up. Every column is text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

JSON_LINES = "org.openx.data.jsonserde.JsonHiveSerDe"
"""https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html"""
WHOLE_LINES = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
"""Parts columns at a control character, which JSON never holds as it is."""


@dataclass(frozen=True, kw_only=True)
class ObjectTable:
    """Objects under a prefix, a row a line; what is `parted_by` is the next folder's name, one of `parts`."""

    name: str
    doc: str
    prefix: str
    format: str
    columns: Mapping[str, str]
    parted_by: str | None = None
    parts: Sequence[str] = ()


SOURCES = ("api_source", "backfill", "cdc", "device_source", "queue_source")
"""What refuses records besides the domain's consumers: the folders in which the quarantine has them."""


def quarantined_objects(consumers: Iterable[str], partition_noun: str) -> ObjectTable:
    """Return the table of what consumers, by these names, and the platform's own sources refused."""
    return ObjectTable(
        name="quarantined_objects",
        doc="What consumers, adapters and the backfill refused, each whole with its reason.",
        prefix="",
        format=JSON_LINES,
        columns={
            "reason": "why it can never succeed",
            "field": "where the fault lies",
            "why": "what is wrong there",
            "stream": "the stream that it was read from",
            "shard": "its shard",
            "sequence_number": "its number in the shard",
            "partition_key": f"the {partition_noun}, as the producer said it",
            "arrived_at": "when it arrived on the stream",
            "queue": "of a message: the queue that it was read from",
            "message_id": "of a message: its id",
            "sent_at": "of a message: when it was sent",
            "file": "of a row of history: the file",
            "row": "of a row of history: its place in the file, from 0",
            "data": "its bytes as received, in base 64",
        },
        parted_by="consumer",
        parts=sorted({*SOURCES, *consumers}),
    )


GIVEN_UP_BATCHES = ObjectTable(
    name="given_up_batches",
    doc="What Lambda gave up after all its tries: each batch whole, as it lies in the failure archive.",
    prefix="aws/lambda/",
    format=WHOLE_LINES,
    columns={"batch": "the invocation record, as JSON"},
)
