"""What a store embeds to send its sales.

>>> from pathlib import Path
>>> import boto3
>>> from botocore.config import Config
>>> from producer import Producer

>>> once = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})
>>> kinesis = boto3.client("kinesis", config=once)
>>> sale = {"schema_version": "1.0", "sale_id": "367/2017-03-01/4/31198459904", "store_id": "367",
...         "register_id": "4", "occurred_at": "2017-03-01T14:03:00Z", "payment_token": "tok_9f",
...         "lines": [{"sku": "1082185", "quantity": 2, "total_cents": 398}]}
>>> with Producer("sales", kinesis=kinesis, spool=Path("sales.spool"), report=print) as producer:
...     producer.send(sale)
...     still_waiting = producer.flush()
Accepted(sale_id='367/2017-03-01/4/31198459904', shard_id='shardId-000000000000', sequence_number='...')
>>> still_waiting
0
"""

from producer.claims import ClaimStore
from producer.outcomes import Accepted, Outcome, Refused, Spooled
from producer.producer import Producer
from producer.spool import SpoolFailed

__all__ = ["Accepted", "ClaimStore", "Outcome", "Producer", "Refused", "SpoolFailed", "Spooled"]
