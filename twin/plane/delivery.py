"""Runs one Firehose delivery stream: reads its Kinesis stream, writes objects to S3."""

from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from twin.plane.observations import Delivered, Observer, RecordsRead
from twin.semantics.aggregates import split_aggregates
from twin.semantics.firehose import Buffer, Delivery, FailedDelivery
from twin.semantics.transformation import Transformed

if TYPE_CHECKING:
    from collections.abc import Callable

    from types_boto3_s3 import S3Client

    from twin.plane.faults import Faults
    from twin.plane.poller import ShardPoller
    from twin.plane.transformer import Transformer
    from twin.semantics.delivery_settings import DeliverySettings

MOMENT = 0.05
RETRY_AFTER = 1.0


class DeliveryStream:
    """Firehose starts "from the LATEST position of your Kinesis stream" and reads shards in no order.

    https://docs.aws.amazon.com/firehose/latest/dev/writing-with-kinesis-streams.html
    """

    def __init__(
        self,
        name: str,
        settings: DeliverySettings,
        poller: ShardPoller,
        transformer: Transformer | None,
        s3: S3Client,
        publish: Callable[[int, float], None],
        faults: Faults,
        observe: Observer,
    ) -> None:
        self._name = name
        self._settings = settings
        self._poller = poller
        self._transformer = transformer
        self._s3 = s3
        self._publish = publish
        self._faults = faults
        self._observe = observe
        self._buffer = Buffer(settings)
        self._shards: set[str] = set()
        self._ended: set[str] = set()
        self._closing = Event()
        self._retry_at = 0.0
        self._undelivered: Delivery | None = None
        self._untransformed: FailedDelivery | None = None
        self._rested_at = 0.0

    def close_interval(self) -> None:
        """Take from now on each buffer's interval for passed: nothing more is coming."""
        self._closing.set()

    def rested_at(self) -> float:
        return self._rested_at

    def discover(self) -> None:
        self._shards.update(self._poller.discover())

    def turn(self) -> None:
        self.discover()
        for shard_id in self._shards - self._ended:
            if self._poller.due(shard_id):
                self._read(shard_id)
        self._deliver()
        if not self._buffer and self._undelivered is None and self._untransformed is None:
            self._rested_at = self._poller.caught_up_at(self._shards - self._ended)
        time.sleep(MOMENT)

    def _read(self, shard_id: str) -> None:
        read = self._poller.read(shard_id)
        now = time.time()
        if read.records:
            self._buffer.add(list(split_aggregates(read.records)), now)
            self._observe(RecordsRead(now, self._name, shard_id, len(read.records)))
        if read.ended:
            self._ended.add(shard_id)

    def _deliver(self) -> None:
        """Write what is due; "Firehose keeps retrying" while S3 doesn't answer.

        https://docs.aws.amazon.com/firehose/latest/dev/troubleshooting.html
        """
        now = time.time()
        if self._undelivered is None and self._untransformed is None:
            self._take(now)
        if now < self._retry_at:
            return
        try:
            self._write_due(now)
        except (BotoCoreError, ClientError):
            self._retry_at = now + RETRY_AFTER

    def _take(self, now: float) -> None:
        """Take what is due, transformed; when Firehose calls the function before that is modelled."""
        taken = self._buffer.take(now, closing=self._closing.is_set())
        if taken is None:
            return
        became = (
            self._transformer.transform(taken.records) if self._transformer else Transformed(taken.records)
        )
        if became.records:
            self._undelivered = Delivery(became.records, taken.destination)
        if became.failed:
            self._untransformed = FailedDelivery(became.failed, taken.destination.error_output_prefix or "")

    def _write_due(self, now: float) -> None:
        if self._undelivered:
            self._write(self._undelivered)
            # Once, even if it was written twice: the first answer is missing.
            self._publish(len(self._undelivered.records), now)
            self._undelivered = None
        if self._transformer and self._untransformed:
            body = self._untransformed.body(self._transformer.transformation.function_arn, now)
            self._put(self._untransformed.key(self._name, str(uuid4())), body)
            self._untransformed = None

    def _write(self, delivery: Delivery) -> None:
        body = delivery.body()
        for _ in range(2 if self._faults.writes_twice(self._name, delivery) else 1):
            key = delivery.key(self._name, str(uuid4()))
            self._put(key, body)
            self._observe(Delivered(time.time(), self._name, key, len(delivery.records), len(body)))

    def _put(self, key: str, body: bytes) -> None:
        self._s3.put_object(Bucket=self._settings.destination.bucket, Key=key, Body=body)
