"""A till under test."""

from pathlib import Path

from producer import Outcome, Producer
from tests.producer.sales import FaultyStream


class Till:
    """A producer whose waiting takes no time, and what it told."""

    def __init__(self, directory: Path, stream: FaultyStream) -> None:
        self.told: list[Outcome] = []
        self.naps: list[float] = []
        self.producer = Producer(
            "events",
            kinesis=stream.client,
            spool=directory / "spool",
            report=self.told.append,
            sleep=self.naps.append,
            jitter=lambda: 0.5,
        )
