"""What a sender embeds to send its events.

>>> from pathlib import Path
>>> import boto3
>>> from botocore.config import Config
>>> from domain import EVENT
>>> from producer import Producer

>>> once = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})
>>> kinesis = boto3.client("kinesis", config=once)
>>> event = {"schema_version": "1.0", EVENT.id.name: "367/1", EVENT.partition.name: "367"}
>>> with Producer("events", kinesis=kinesis, spool=Path("events.spool"), report=print) as producer:
...     producer.send(event)  # With everything else that the contract asks for.
...     still_waiting = producer.flush()
Accepted(event_id='367/1', shard_id='shardId-000000000000', sequence_number='...')
>>> still_waiting
0
"""

from producer.claims import ClaimBucket
from producer.outcomes import Accepted, Damaged, Outcome, Spooled, UnsendableEvent
from producer.producer import Producer
from producer.spool import SpoolFailed

__all__ = [
    "Accepted",
    "ClaimBucket",
    "Damaged",
    "Outcome",
    "Producer",
    "SpoolFailed",
    "Spooled",
    "UnsendableEvent",
]
